"""Static files: one folder named by the hash of everything in it, precompressed, cached for good.

Modules import each other by relative names, so the folder is hashed and not each file. What every page
loads is joined: on a weak line each request costs more than its bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path
from tempfile import mkdtemp

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from lms.web.headers import security_headers

SOURCE = Path(__file__).parent / "static"
COMPRESSED = {".css", ".js", ".svg", ".html", ".json"}
JOINED = {
    "shell.css": ("tokens.css", "app.css"),
    "outbox/queue.js": ("outbox/events.js", "outbox/store.js", "outbox/sending.js"),
}
"""Files that are made of others, one after the other."""

FOREVER_S = 365 * 24 * 3600


def tree_hash(folder: Path) -> str:
    """A short hash over the names and bytes of every file below a folder, and over what is joined."""
    digest = hashlib.sha256(repr(JOINED).encode())
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def joined(name: str) -> bytes:
    """What a file of `JOINED` holds."""
    return b"".join((SOURCE / part).read_bytes() for part in JOINED[name])


def install(app: Flask, data: Path) -> None:
    """Serve the static files at `/static/<hash>/…` and tell templates their addresses."""
    build = tree_hash(SOURCE)
    root = data / "static"
    _publish(root / build)
    kept = security_headers(app.config["PUBLIC_URL"])
    whitenoise = WhiteNoise(
        app.wsgi_app,
        max_age=FOREVER_S,
        allow_all_origins=False,
        add_headers_function=lambda headers, path, url: [  # noqa: ARG005
            headers.add_header(name, value) for name, value in kept.items()
        ],
    )
    whitenoise.immutable_file_test = lambda path, url: True  # noqa: ARG005
    whitenoise.add_files(str(root / build), prefix=f"static/{build}/")
    app.wsgi_app = whitenoise  # type: ignore[method-assign]
    app.config["BUILD"] = build
    app.jinja_env.globals["static_url"] = lambda name: f"/static/{build}/{name}"


def _publish(target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=target.parent))
    shutil.copytree(SOURCE, draft, dirs_exist_ok=True)
    for name in JOINED:
        (draft / name).write_bytes(joined(name))
    for file in sorted(path for path in draft.rglob("*") if path.suffix in COMPRESSED):
        content = file.read_bytes()
        Path(f"{file}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        Path(f"{file}.br").write_bytes(brotli.compress(content, quality=11))
    try:
        draft.rename(target)
    except OSError:  # another worker was first
        shutil.rmtree(draft)
