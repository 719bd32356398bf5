"""Certificates as Open Badges 3.0 credentials, signed so that anybody verifies them.

The credential follows Open Badges 3.0 (https://www.imsglobal.org/spec/ob/v3p0/), a profile of the W3C's
Verifiable Credentials 2.0. Its proof is a Data Integrity proof with the suite `eddsa-jcs-2022` of the W3C
Recommendation *Data Integrity EdDSA Cryptosuites v1.0* (15 May 2025, section 3.3), the family that Open
Badges 3.0 names in its section *Linked Data Proof Format*; of its two suites the one over canonical JSON
(RFC 8785), which needs no RDF. What does not belong here: which certificates there are, and the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lms.credentials.rules.attestation import CertificateFacts
from lms.credentials.source.canonical import canonical_json
from lms.credentials.source.keys import (
    KeyPair,
    as_multikey,
    from_multibase,
    is_signed,
    kid_of,
    sign,
    to_multibase,
)
from lms.credentials.source.tokens import Altered, Fact, UnknownKey, Unverified

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTROLLER = "https://www.w3.org/ns/cid/v1"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
SUITE = "eddsa-jcs-2022"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: the address of the installation (without a slash at its end), the name people know it
    by, and the zone in which its days begin."""

    site: str
    name: str
    zone: tzinfo

    @property
    def id(self) -> str:
        """The address of its profile, which is also its name for programs."""
        return f"{self.site}/credentials/issuer.json"


def profile(
    issuer: Issuer, public_keys: Iterable[bytes], stolen: Mapping[str, datetime]
) -> dict[str, Any]:
    """The issuer's profile, with the keys by which its credentials are verified (multikeys). One that was
    `stolen` (the moment by its id) is shown as revoked, and nothing is asserted with it."""
    methods = [_method(issuer, public, stolen.get(kid_of(public))) for public in public_keys]
    return {
        "@context": [CREDENTIALS, OPEN_BADGES, CONTROLLER],
        **_profile(issuer),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods if "revoked" not in method],
    }


def kid_in(badge: Mapping[str, Any]) -> str:
    """The id of the key that a credential's proof names; empty where it has none that this could
    verify."""
    try:
        return str(_proof(badge).get("verificationMethod", "")).rpartition("#")[2]
    except Unverified:
        return ""


def achievement(facts: CertificateFacts, issuer: Issuer) -> dict[str, Any]:
    """The credential of a certificate, still without proof."""
    document = {
        "@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
        "id": _address(facts, issuer, "badge"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.title,
        "issuer": _profile(issuer),
        # Of credentials with one id the one that is valid from the latest moment is the newest version.
        "validFrom": _moment(facts.sheet_made_at),
        "awardedDate": _moment(facts.issued_at),
        "credentialSubject": _subject(facts, issuer),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": _address(facts, issuer, "revocations"),
            "type": "1EdTechRevocationList",
        },
    }
    if facts.valid_until is not None:
        document["validUntil"] = _moment(_end_of(facts.valid_until, issuer.zone))
    return document


def prove(
    document: Mapping[str, Any], issuer: Issuer, key: KeyPair, at: datetime
) -> dict[str, Any]:
    """The credential with its proof; the same each time."""
    proof = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": _moment(at),
        "verificationMethod": f"{issuer.id}#{key.kid}",
        "proofPurpose": "assertionMethod",
    }
    signature = sign(_to_sign(document, proof), key.private)
    return {**document, "proof": [{**proof, "proofValue": to_multibase(signature)}]}


def revocations(facts: CertificateFacts, issuer: Issuer) -> dict[str, Any]:
    """The list (1EdTech Revocation List) that says whether this credential was revoked."""
    revoked = [{"id": _address(facts, issuer, "badge"), "revoked": True}] if facts.revoked else []
    return {
        "id": _address(facts, issuer, "revocations"),
        "type": "1EdTechRevocationList",
        "issuer": issuer.id,
        "revokedCredential": revoked,
    }


def read(badge: Mapping[str, Any], public_keys: Mapping[str, bytes]) -> dict[str, Fact]:
    """What a credential says (names of `tokens.MEMBERS`), once its proof by one of the keys (raw, by id)
    is found to hold.

    Raises:
        UnknownKey: another key signed it.
        Altered: the proof doesn't hold.
        Unverified: it is no credential that such an installation issues.
    """
    document = {name: value for name, value in badge.items() if name != "proof"}
    proof = _proof(badge)
    kid = str(proof.get("verificationMethod", "")).rpartition("#")[2]
    if kid not in public_keys:
        raise UnknownKey(kid)
    try:
        signature = from_multibase(str(proof.pop("proofValue", "")))
        holds = is_signed(_to_sign(document, proof), signature, public_keys[kid])
    except ValueError as error:
        raise Altered("the proof can't be read") from error
    if not holds or proof.get("@context") != document.get("@context"):
        raise Altered("the proof doesn't hold")
    return _facts(document)


def _method(issuer: Issuer, public: bytes, stolen_since: datetime | None) -> dict[str, Any]:
    method = {
        "id": f"{issuer.id}#{kid_of(public)}",
        "type": "Multikey",
        "controller": issuer.id,
        "publicKeyMultibase": as_multikey(public),
    }
    return method if stolen_since is None else {**method, "revoked": _moment(stolen_since)}


def _profile(issuer: Issuer) -> dict[str, Any]:
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": f"{issuer.site}/"}


def _subject(facts: CertificateFacts, issuer: Issuer) -> dict[str, Any]:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": facts.holder_name,
                "identityType": "name",
            }
        ],
        "licenseNumber": facts.number,
        "activityEndDate": _moment(_start_of(facts.completed_on, issuer.zone)),
        "creditsEarned": float(facts.hours),
        "achievement": {
            # The same for everybody who completed this course here.
            "id": uuid5(NAMESPACE_URL, f"{issuer.id}#{facts.title}").urn,
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": facts.title,
            "description": facts.summary or facts.title,
            "criteria": {"narrative": _criteria(facts)},
            "creditsAvailable": float(facts.hours),
            "inLanguage": "id",
        },
    }


def _criteria(facts: CertificateFacts) -> str:
    """Markdown, as the specification wants it; in Indonesian, the language of the certificate."""
    lines = [f"Menuntaskan kursus ini ({facts.hours.normalize():f} JP; 1 JP = 45 menit)."]
    lines += [f"- {outcome}" for outcome in facts.outcomes]
    return "\n".join(lines)


def _address(facts: CertificateFacts, issuer: Issuer, what: str) -> str:
    return f"{issuer.site}/credentials/{facts.code}/{what}.json"


def _proof(badge: Mapping[str, Any]) -> dict[str, Any]:
    found = badge.get("proof")
    proofs = found if isinstance(found, list) else [found]
    for proof in proofs:
        if isinstance(proof, Mapping) and proof.get("cryptosuite") == SUITE:
            return dict(proof)
    raise Unverified(f"this has no proof of the suite {SUITE}")


def _to_sign(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """The hashes of proof and document one after the other (section 3.3.4)."""
    return b"".join(hashlib.sha256(canonical_json(part)).digest() for part in (proof, document))


def _facts(document: Mapping[str, Any]) -> dict[str, Fact]:
    try:
        subject = document["credentialSubject"]
        until = document.get("validUntil")
        return {
            "number": subject["licenseNumber"],
            "name": subject["identifier"][0]["identityHash"],
            "course": document["name"],
            "hours": subject["creditsEarned"],
            "completed": str(date.fromisoformat(subject["activityEndDate"][:10])),
            "valid_until": str(date.fromisoformat(until[:10])) if until else None,
        }
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Unverified("this credential isn't one of a certificate") from error


def _start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _end_of(day: date, zone: tzinfo) -> datetime:
    return _start_of(day + timedelta(days=1), zone) - timedelta(seconds=1)


def _moment(moment: datetime) -> str:
    """With its zone, so that the day of an end can be read off it; UTC as `Z`."""
    text = moment.isoformat(timespec="seconds")
    return text.replace("+00:00", "Z") if moment.tzinfo is UTC else text
