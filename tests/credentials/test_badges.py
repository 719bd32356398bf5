"""Certificates as Open Badges 3.0: of the form that the specification asks for, and verifiable."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from lms.core.db import begin_unit
from lms.credentials.actions import looking_up
from lms.credentials.queries.keys import public_keys
from lms.credentials.source import badges
from lms.credentials.source.keys import pair_of
from lms.credentials.source.tokens import Altered, UnknownKey, Unverified
from tests.cast import Cast
from tests.cli.conftest import command
from tests.client import Client
from tests.credentials.shown import CERTIFICATE, earned, revoked

PAIR = pair_of(bytes(range(32)))
KEYS = {PAIR.kid: PAIR.public}
ISSUER = badges.Issuer(
    "https://belajar.lampungprov.go.id", "Ruang Belajar ASN", ZoneInfo("Asia/Jakarta")
)
VENDOR = Path(__file__).parent / "vendor"
CONTEXT, EXTENSIONS = (
    json.loads((VENDOR / f"open-badges-{name}.json").read_text())["@context"]
    for name in ("context-3.0.3", "extensions")
)

URI = {"type": "string", "pattern": r"^(https?://|urn:uuid:)\S+$"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def class_of(kind: str, required: Mapping[str, Any], /, **others: Any) -> dict[str, Any]:
    """A class of the data model: its type must be named, what it requires must be there."""
    named = {"anyOf": [{"const": kind}, {"type": "array", "contains": {"const": kind}}]}
    return {
        "type": "object",
        "properties": {"type": named, **required, **others},
        "required": ["type", *required],
    }


REQUIRED = class_of(
    "OpenBadgeCredential",
    {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.\d\.\d\.json$"},
            ],
        },
        "id": URI,
        "name": TEXT,
        "issuer": class_of("Profile", {"id": URI}, name=TEXT, url=URI),
        "validFrom": MOMENT,
        "credentialSubject": class_of(
            "AchievementSubject",
            {
                "achievement": class_of(
                    "Achievement",
                    {
                        "id": URI,
                        "criteria": {"type": "object", "required": ["narrative"]},
                        "description": TEXT,
                        "name": TEXT,
                    },
                    achievementType={"const": "CertificateOfCompletion"},
                    creditsAvailable={"type": "number"},
                ),
                # Without an `id` at least one identifier is required.
                "identifier": {
                    "type": "array",
                    "minItems": 1,
                    "items": class_of(
                        "IdentityObject",
                        {
                            "hashed": {"type": "boolean"},
                            "identityHash": TEXT,
                            "identityType": {"const": "name"},
                        },
                    ),
                },
            },
            creditsEarned={"type": "number"},
            activityEndDate=MOMENT,
            licenseNumber=TEXT,
        ),
    },
    validUntil=MOMENT,
    credentialStatus=class_of("1EdTechRevocationList", {"id": URI}),
    credentialSchema={
        "type": "array",
        "items": class_of("1EdTechJsonSchemaValidator2019", {"id": URI}),
    },
    proof={
        "type": "array",
        "minItems": 1,
        "items": class_of(
            "DataIntegrityProof",
            {
                "cryptosuite": {"enum": ["eddsa-jcs-2022", "eddsa-rdfc-2022"]},
                "created": MOMENT,
                "verificationMethod": URI,
                "proofPurpose": {"const": "assertionMethod"},
                "proofValue": {"pattern": "^z[1-9A-HJ-NP-Za-km-z]+$"},
            },
        ),
    },
)
"""What Open Badges 3.0, appendix B (data models), requires of the classes that we write."""

OF_CREDENTIALS = {
    *("@context", "id", "type", "name", "issuer", "validFrom", "validUntil", "credentialSubject"),
    *("credentialSchema", "credentialStatus", "proof"),
}
"""Terms of the W3C's own context (Verifiable Credentials 2.0), which stands before that of badges."""


def badge(**changed: Any) -> dict[str, Any]:
    """The certificate's badge with its proof."""
    facts = replace(CERTIFICATE, **changed)
    document = badges.achievement(facts, ISSUER)
    return badges.prove(document, ISSUER, PAIR, facts.issued_at)


def undefined(thing: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[str]:
    """The terms of an object, and of all within, that the context doesn't define where they stand."""
    scoped = dict(terms)
    for name in (
        thing.get("type", []) if isinstance(thing.get("type"), list) else [thing.get("type")]
    ):
        entry = CONTEXT.get(name, {})
        if isinstance(entry, Mapping):
            scoped |= entry.get("@context", {})
    for term, value in thing.items():
        if term not in scoped and term not in {"id", "type"}:
            yield term
        entry = scoped.get(term, {})
        inside = scoped | (entry.get("@context", {}) if isinstance(entry, Mapping) else {})
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                yield from undefined(part, inside)


@pytest.mark.parametrize("changed", [{}, {"valid_until": None, "summary": "", "outcomes": ()}])
def test_a_badge_has_what_the_specification_requires(changed: dict[str, Any]) -> None:
    made = badge(**changed)
    validator = Draft202012Validator(REQUIRED, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(made)] == []
    assert json.loads(json.dumps(made)) == made
    for missing in ("issuer", "validFrom", "credentialSubject"):
        assert not validator.is_valid({name: made[name] for name in made if name != missing})


def test_a_badge_uses_no_term_that_its_context_does_not_define() -> None:
    made = badge()
    of_badges = {name: made[name] for name in ("issuer", "credentialSubject")}
    assert list(undefined(of_badges, CONTEXT | {name: {} for name in of_badges})) == []
    assert made.keys() <= OF_CREDENTIALS
    wrong = {"credentialSubject": made["credentialSubject"] | {"nip": "1"}}
    assert list(undefined(wrong, CONTEXT | {"credentialSubject": {}})) == ["nip"]
    for status in made["credentialSchema"] + [made["credentialStatus"]]:
        assert status["type"] in EXTENSIONS


def test_a_badge_says_what_the_certificate_says() -> None:
    made = badge()
    assert badges.read(made, KEYS) == {
        "number": "000123/SERT/BPSDM/2026",
        "name": "Dr. Siti Rahmawati, S.Sos., M.Si.",
        "course": "Pelayanan Publik “Prima”",
        "hours": 4.5,
        "completed": "2026-11-23",
        "valid_until": "2029-11-22",
    }
    assert made["validFrom"] == "2026-11-23T03:42:00Z"
    assert (
        made["validUntil"] == "2029-11-22T23:59:59+07:00"
    )  # all of the last day, where it was issued
    narrative = made["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert narrative.splitlines() == [
        "Menuntaskan kursus ini (4.5 JP; 1 JP = 45 menit).",
        "- Menjalankan SKM",
        "- Membaca hasilnya",
    ]
    assert badge() == made


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the plain values of a document are."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    else:
        yield path


@given(st.sampled_from(list(leaves(badge()))))
def test_whatever_is_changed_in_a_badge_is_found(path: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(badge())
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "lain"
    with pytest.raises(Unverified):
        badges.read(changed, KEYS)


def test_a_badge_of_another_key_or_without_proof_is_not_believed() -> None:
    with pytest.raises(UnknownKey):
        badges.read(badge(), {})
    with pytest.raises(Altered):
        badges.read(badge() | {"proof": badge()["proof"][0] | {"proofValue": "z0"}}, KEYS)
    for proof in (None, [], {}, [{"cryptosuite": "eddsa-rdfc-2022"}]):
        with pytest.raises(Unverified):
            badges.read(badge() | {"proof": proof}, KEYS)


def test_anybody_gets_the_badge_and_what_verifies_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    certificate = earned(app, cast.ayu.id)
    address = f"/credentials/{certificate.code}/badge.json"
    answer = client.get(address)
    assert answer.mimetype == "application/vc+ld+json"
    with app.app_context():
        begin_unit(may_write=False)
        said = badges.read(answer.json, public_keys())
    assert (said["number"], said["name"]) == (certificate.number, "Ayu Lestari, S.T.")
    profile = client.get("/credentials/issuer.json").json
    method = answer.json["proof"][0]["verificationMethod"]
    assert method in profile["assertionMethod"]
    assert profile["id"] == answer.json["issuer"]["id"]
    assert client.get("/credentials/ABC/badge.json").status_code == 404
    status = answer.json["credentialStatus"]["id"].removeprefix("http://127.0.0.1:8000")
    assert client.get(status).json["revokedCredential"] == []
    revoked(app, certificate.code, by=cast.eko.id)
    assert client.get(status).json["revokedCredential"][0]["id"] == answer.json["id"]
    assert client.get(address).status_code == 404


def test_there_is_no_badge_before_its_key_is_published(
    app: Flask, client: Client, cast: Cast
) -> None:
    certificate = earned(app, cast.ayu.id)
    Path(app.config["CREDENTIALS_KEY_FILE"]).unlink()
    assert client.get(f"/credentials/{certificate.code}/badge.json").status_code == 404
    assert command(app, "credentials", "rotate-key").exit_code == 0
    assert client.get(f"/credentials/{certificate.code}/badge.json").status_code == 200


def test_guessing_codes_comes_to_an_end(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        looking_up, "WRONG_CODES", looking_up.throttle.Limit(3, timedelta(minutes=1))
    )
    right = f"/credentials/{earned(app, cast.ayu.id).code}/revocations.json"
    assert [client.get(right).status_code for _ in range(5)] == [200] * 5
    wrong = [client.get(f"/credentials/X{n}/badge.json").status_code for n in range(4)]
    assert wrong == [404, 404, 404, 429]
