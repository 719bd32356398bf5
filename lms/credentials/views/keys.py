"""The keys with which anybody verifies certificates, also without asking this server."""

from __future__ import annotations

from flask import Response, jsonify
from flask_babel import gettext as _

from lms.credentials.queries.keys import public_keys, stolen_keys
from lms.credentials.source.keys import as_jwk, as_revoked_jwk
from lms.credentials.views.blueprint import blueprint
from lms.web.access import public


@blueprint.get("/verify/keys")
@public
def keys() -> Response:
    """Every key that ever signed, as a JSON Web Key Set (RFC 7517), and how to use it; those that others
    have say so."""
    stolen = stolen_keys()
    return jsonify(
        description=_(
            "Kunci publik untuk memeriksa sertifikat. Isi kode QR sesudah t= adalah JSON Web"
            " Signature (RFC 7515) dengan EdDSA; kid di kepalanya menunjuk kunci di sini. Simpan"
            " berkas ini untuk memeriksa tanpa jaringan, dan perbarui berkala: tanda tangan dengan"
            " kunci yang bertanda revoked tidak membuktikan apa pun."
        ),
        keys=[
            as_revoked_jwk(public, int(stolen[kid].timestamp()))
            if kid in stolen
            else as_jwk(public)
            for kid, public in public_keys().items()
        ],
    )
