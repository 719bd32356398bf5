"""Every setting, read from the environment, with the default that suits one machine.

What belongs here: names, types, defaults and one sentence each. What does not: anything that acts.
`docs/settings.md` lists the same settings for operators; a test compares the two.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lms.core.keyfiles import made_once

ROOT = Path(__file__).resolve().parent


def _flag(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


def _names(value: str) -> list[str]:
    return sorted({name.strip() for name in value.split(",")} - {""})


def _secret_key(folder: Path) -> str:
    """The key that signs cookies: made once and kept beside the data, readable by its owner only."""
    made = made_once(folder / "secret-key", lambda: secrets.token_urlsafe(48).encode())
    return made.decode().strip()


CHANGED_ON_THE_PAGE = (
    "PRODUCT_NAME",
    "HELP_CONTACT",
    "PASSWORD_MIN_LENGTH",
    "PASSWORD_COMPOSITION",
    "SECOND_FACTOR_ROLES",
)
"""What an administrator may change at `/settings` unless the environment decides it."""


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Settings for `create_app`.

    Raises:
        ValueError: demo people are asked for on a public https address.
    """
    data = Path(environ.get("DATA_DIR", ROOT / "instance")).resolve()
    public_url = environ.get("PUBLIC_URL", "").rstrip("/")
    demo = _flag(environ.get("DEMO", ""))
    if demo and public_url.startswith("https://"):
        raise ValueError("DEMO=1 is refused when PUBLIC_URL is https: demo people share a password")
    return {
        "DATA_DIR": str(data),
        "SECRET_KEY": environ.get("SECRET_KEY") or _secret_key(data),
        "SQLALCHEMY_DATABASE_URI": environ.get("DATABASE_URL") or f"sqlite:///{data / 'lms.db'}",
        "REDIS_URL": environ.get("REDIS_URL", ""),
        "MAIL_URL": environ.get("MAIL_URL", "file:" + str(data / "mail")),
        "MAIL_FROM": environ.get("MAIL_FROM", "Ruang Belajar ASN <noreply@localhost>"),
        "PUBLIC_URL": public_url,
        "CREDENTIALS_KEY_FILE": environ.get("CREDENTIALS_KEY_FILE")
        or str(data / "credentials-key"),
        "PUSH_KEY_FILE": environ.get("PUSH_KEY_FILE") or str(data / "push-key"),
        "E_SIGNATURE": environ.get("E_SIGNATURE") or "none",
        "E_SIGNATURE_FILE": environ.get("E_SIGNATURE_FILE") or str(data / "e-signature.pem"),
        "PRODUCT_NAME": environ.get("PRODUCT_NAME", "Ruang Belajar ASN"),
        "HELP_CONTACT": environ.get("HELP_CONTACT", ""),
        "TIME_ZONE": environ.get("TIME_ZONE", "Asia/Jakarta"),
        "EXPORT_AT_ONCE": int(environ.get("EXPORT_AT_ONCE", "2000")),
        "PASSWORD_MIN_LENGTH": int(environ.get("PASSWORD_MIN_LENGTH", "12")),
        "PASSWORD_COMPOSITION": _flag(environ.get("PASSWORD_COMPOSITION", "")),
        "SECOND_FACTOR_ROLES": _names(environ.get("SECOND_FACTOR_ROLES", "")),
        "LOCKED": tuple(name for name in CHANGED_ON_THE_PAGE if name in environ),
        "TRUSTED_PROXIES": int(environ.get("TRUSTED_PROXIES", "0")),
        "DEMO": demo,
        "CLOCK_FILE": environ.get("CLOCK_FILE", ""),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "lms" / "translations"),
    }
