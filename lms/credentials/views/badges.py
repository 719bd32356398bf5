"""Certificates as Open Badges for wallets and portfolios, and the issuer's profile. For programs; what
people read about a certificate is the page of its code."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, request

from lms.core import clock, settings
from lms.core.errors import NotFound
from lms.credentials.actions.keys import current_key, key_is_published
from lms.credentials.actions.looking_up import a_try
from lms.credentials.queries.attestations import facts_for
from lms.credentials.queries.keys import public_keys, stolen_keys
from lms.credentials.rules.attestation import CertificateFacts
from lms.credentials.source import badges
from lms.credentials.views.blueprint import blueprint
from lms.web.access import public

LOCAL_ADDRESS = "http://127.0.0.1:8000"
"""The issuer where PUBLIC_URL isn't set. Never the request's host: a stranger chooses that, and this is
signed."""


@blueprint.get("/credentials/issuer.json")
@public
def issuer_profile() -> Response:
    """Who issues, and the keys by which credentials are verified."""
    return jsonify(badges.profile(_issuer(), public_keys().values(), stolen_keys()))


@blueprint.get("/credentials/<code>/badge.json")
@public
def badge(code: str) -> Response:
    """The certificate as an Open Badges 3.0 credential with its proof; none that was revoked."""
    facts = _facts(code)
    if facts.revoked:
        raise NotFound
    if not key_is_published():
        raise NotFound  # A page signs only; the worker makes and publishes the key.
    issuer = _issuer()
    document = badges.achievement(facts, issuer)
    return _credential(badges.prove(document, issuer, current_key(), facts.sheet_made_at))


@blueprint.get("/credentials/<code>/revocations.json")
@public
def revocations(code: str) -> Response:
    """Whether that credential was revoked, in the form its `credentialStatus` promises."""
    return jsonify(badges.revocations(_facts(code), _issuer()))


def _facts(code: str) -> CertificateFacts:
    with a_try(request.remote_addr or ""):
        return facts_for(code)


def _issuer() -> badges.Issuer:
    return badges.Issuer(
        site=current_app.config["PUBLIC_URL"] or LOCAL_ADDRESS,
        name=settings.text(settings.PRODUCT_NAME),
        zone=clock.zone(),
    )


def _credential(document: dict[str, Any]) -> Response:
    response = jsonify(document)
    response.mimetype = "application/vc+ld+json"
    return response
