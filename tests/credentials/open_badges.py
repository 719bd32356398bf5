"""What the JSON Schema of Open Badges 3.0 (class *AchievementCredential*) asks of the classes that we
write, in words of our own, and narrower where we say less than it allows.

Compared on 29 November 2026 with `ob_v3p0_achievementcredential_schema.json`, whose `$id` is
https://purl.imsglobal.org/spec/ob/v3p0/schema/json-ld/ob_v3p0_achievementcredential_schema.json and which
the repository rollercoaster-dev/openbadges-types on GitHub holds under `schemas/v3` (commit 0e32374): the
form for JSON-LD, which wants arrays where the plain form takes one value too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

URI = {"type": "string", "pattern": r"^(https?://|urn:uuid:)\S+$"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
NUMBER = {"type": "number"}


def one_of(*kinds: str) -> dict[str, Any]:
    """A set of types with one of these among them. The schema wants an array, also for one alone."""
    return {
        "type": "array",
        "items": TEXT,
        "uniqueItems": True,
        "contains": {"enum": list(kinds)},
    }


def class_of(kind: Mapping[str, Any], required: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """A class: what it requires must be there, and nothing that isn't named here, so that whatever
    badges learn to say is looked up in the official schema first."""
    return {
        "type": "object",
        "properties": {"type": kind, **required, **others},
        "required": ["type", *required],
        "additionalProperties": False,
    }


def list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    """An array of at least one; the schema takes no single object in its place."""
    return {"type": "array", "minItems": 1, "items": items}


PROFILE = class_of(one_of("Profile"), {"id": URI}, name=TEXT, url=URI)
IDENTITY = class_of(
    {"const": "IdentityObject"},
    {
        "hashed": {"type": "boolean"},
        "identityHash": TEXT,
        # Of the enumeration of identifier types, the one that needs no number of a person.
        "identityType": {"const": "name"},
    },
)
ACHIEVEMENT = class_of(
    one_of("Achievement"),
    {
        "id": URI,
        "criteria": {
            "type": "object",
            "properties": {"id": URI, "narrative": TEXT},
            "required": ["narrative"],
            "additionalProperties": False,
        },
        "description": TEXT,
        "name": TEXT,
    },
    # Of the enumeration of achievement types.
    achievementType={"enum": ["CertificateOfCompletion"]},
    creditsAvailable=NUMBER,
    inLanguage={
        "type": "string",
        "pattern": "^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    },
)
SUBJECT = class_of(
    one_of("AchievementSubject"),
    # Without an `id` at least one identifier is required.
    {"achievement": ACHIEVEMENT, "identifier": list_of(IDENTITY)},
    creditsEarned=NUMBER,
    activityStartDate=MOMENT,
    activityEndDate=MOMENT,
    licenseNumber=TEXT,
)
PROOF = class_of(
    {"const": "DataIntegrityProof"},
    {
        "cryptosuite": {"enum": ["eddsa-jcs-2022", "eddsa-rdfc-2022"]},
        "created": MOMENT,
        "verificationMethod": URI,
        "proofPurpose": {"const": "assertionMethod"},
        "proofValue": {"type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]+$"},
    },
    **{"@context": {"type": "array"}},
)
CONTEXTS = {
    "type": "array",
    "minItems": 2,
    "prefixItems": [
        {"const": "https://www.w3.org/ns/credentials/v2"},
        {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$"},
    ],
    "items": {"oneOf": [URI, {"type": "object"}]},
}
CREDENTIAL = class_of(
    {
        "allOf": [
            one_of("VerifiableCredential"),
            one_of("AchievementCredential", "OpenBadgeCredential"),
        ]
    },
    {
        "@context": CONTEXTS,
        "id": URI,
        "name": TEXT,
        "issuer": {"oneOf": [URI, PROFILE]},
        "validFrom": MOMENT,
        "credentialSubject": SUBJECT,
    },
    awardedDate=MOMENT,
    validUntil=MOMENT,
    credentialStatus=class_of({"const": "1EdTechRevocationList"}, {"id": URI}),
    credentialSchema=list_of(class_of({"const": "1EdTechJsonSchemaValidator2019"}, {"id": URI})),
    proof=list_of(PROOF),
)
