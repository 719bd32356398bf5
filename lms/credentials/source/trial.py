"""Certificates for trying out electronic signatures: nobody vouches for them, and their names say so.

What does not belong here: signing (`pades`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

NAME = "SERTIFIKAT UJI"
VALID = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Trial:
    """A key with its certificate and root (`signing`, PEM), and the root alone (`root`), to be handed to
    whoever verifies."""

    signing: bytes
    root: bytes


def make_trial(organisation: str, at: datetime) -> Trial:
    """A fresh pair of root and signer, valid for five years from a moment."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    names = _name(f"{NAME} (akar)", organisation), _name(f"{NAME} (penanda tangan)", organisation)
    root = _certificate(names[0], root_key, names[0], root_key, at)
    leaf = _certificate(names[1], key, names[0], root_key, at)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Trial(
        signing=private + leaf.public_bytes(pem) + root.public_bytes(pem),
        root=root.public_bytes(pem),
    )


def _name(common: str, organisation: str) -> Any:
    from cryptography.x509 import Name, NameAttribute
    from cryptography.x509.oid import NameOID

    return Name(
        [
            NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(subject: Any, key: Any, issuer: Any, issuer_key: Any, at: datetime) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    is_root = subject == issuer
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_cert_sign=is_root,
        crl_sign=is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + VALID)
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, hashes.SHA256())
    )
