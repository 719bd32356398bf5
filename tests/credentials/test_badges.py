"""Certificates as Open Badges 3.0: of the form that the specification asks for, and verifiable."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lms.core.db import begin_unit
from lms.credentials.actions import looking_up
from lms.credentials.queries.keys import public_keys
from lms.credentials.source import badges
from lms.credentials.source.keys import pair_of
from lms.credentials.source.tokens import Altered, UnknownKey, Unverified
from tests.cast import Cast
from tests.cli.conftest import command
from tests.client import Client
from tests.credentials.open_badges import CREDENTIAL, PROFILE
from tests.credentials.shown import CERTIFICATE, earned, revoked

PAIR = pair_of(bytes(range(32)))
KEYS = {PAIR.kid: PAIR.public}
ISSUER = badges.Issuer(
    "https://belajar.lampungprov.go.id", "Ruang Belajar ASN", ZoneInfo("Asia/Jakarta")
)
AGAIN = datetime(2027, 1, 5, 1, tzinfo=UTC)
"""When the sheet with the corrected name was made."""

VENDOR = Path(__file__).parent / "vendor"
CONTEXT, EXTENSIONS = (
    json.loads((VENDOR / f"open-badges-{name}.json").read_text())["@context"]
    for name in ("context-3.0.3", "extensions")
)

OF_CREDENTIALS = {
    *("@context", "id", "type", "name", "issuer", "validFrom", "validUntil", "credentialSubject"),
    *("credentialSchema", "credentialStatus", "proof"),
}
"""Terms of the W3C's own context (Verifiable Credentials 2.0), which stands before that of badges."""


def badge(**changed: Any) -> dict[str, Any]:
    """The certificate's badge with its proof."""
    facts = replace(CERTIFICATE, **changed)
    document = badges.achievement(facts, ISSUER)
    return badges.prove(document, ISSUER, PAIR, facts.sheet_made_at)


def at(document: Any, place: tuple[Any, ...]) -> Any:
    """What stands there in a document."""
    for step in place:
        document = document[step]
    return document


def put(document: Any, place: tuple[Any, ...], value: Any) -> None:
    """Put something else there."""
    at(document, place[:-1])[place[-1]] = value


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


VALIDATOR = Draft202012Validator(CREDENTIAL)


@pytest.mark.parametrize("changed", [{}, {"valid_until": None, "summary": "", "outcomes": ()}])
def test_a_badge_is_of_the_form_that_the_official_schema_asks_for(changed: dict[str, Any]) -> None:
    made = badge(**changed)
    assert [error.message for error in VALIDATOR.iter_errors(made)] == []
    assert json.loads(json.dumps(made)) == made


SUBJECT_AT, ACHIEVEMENT_AT = ("credentialSubject",), ("credentialSubject", "achievement")
IDENTITY_AT = ("credentialSubject", "identifier", 0)


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("@context",), ["https://www.w3.org/ns/credentials/v2"]),
        (("@context",), [badges.OPEN_BADGES, badges.CREDENTIALS]),
        (("@context",), badges.CREDENTIALS),
        (("type",), ["VerifiableCredential"]),
        (("type",), ["OpenBadgeCredential"]),
        (("type",), "OpenBadgeCredential"),
        (("validFrom",), "2026-11-23"),
        (("awardedDate",), "2026-11-23T03:42:00"),
        (("validUntil",), None),
        (("issuer", "type"), "Profile"),
        (("issuer", "type"), []),
        ((*SUBJECT_AT, "type"), "AchievementSubject"),
        ((*SUBJECT_AT, "creditsEarned"), "4.5"),
        ((*SUBJECT_AT, "activityEndDate"), "2026-11-23"),
        ((*SUBJECT_AT, "identifier"), []),
        ((*SUBJECT_AT, "achievement"), []),
        ((*IDENTITY_AT, "type"), ["IdentityObject"]),
        ((*IDENTITY_AT, "identityType"), "nip"),
        ((*IDENTITY_AT, "hashed"), "false"),
        ((*IDENTITY_AT, "nip"), "1"),
        ((*ACHIEVEMENT_AT, "type"), "Achievement"),
        ((*ACHIEVEMENT_AT, "achievementType"), "Pelatihan"),
        ((*ACHIEVEMENT_AT, "criteria"), "Menuntaskan kursus"),
        ((*ACHIEVEMENT_AT, "inLanguage"), "Indonesia"),
        (("credentialSchema",), {"id": badges.SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}),
        (("credentialStatus",), {"type": "1EdTechRevocationList"}),
        (("proof",), {"type": "DataIntegrityProof"}),
        (("proof", 0, "proofPurpose"), "authentication"),
    ],
)
def test_a_badge_of_another_form_would_be_refused(place: tuple[Any, ...], wrong: Any) -> None:
    made = copy.deepcopy(badge())
    put(made, place, wrong)
    assert not VALIDATOR.is_valid(made)


@pytest.mark.parametrize(
    ("of", "names"),
    [
        ((), ("@context", "id", "type", "credentialSubject", "issuer", "validFrom")),
        (("issuer",), ("id", "type")),
        (SUBJECT_AT, ("type", "achievement")),
        (IDENTITY_AT, ("type", "hashed", "identityHash", "identityType")),
        (ACHIEVEMENT_AT, ("id", "type", "criteria", "description", "name")),
        (("credentialStatus",), ("id", "type")),
        (("credentialSchema", 0), ("id", "type")),
        (("proof", 0), ("type",)),
    ],
)
def test_nothing_that_the_schema_requires_may_be_missing(
    of: tuple[Any, ...], names: tuple[str, ...]
) -> None:
    for name in names:
        made = copy.deepcopy(badge())
        del at(made, of)[name]
        assert not VALIDATOR.is_valid(made), name


def test_the_published_profile_is_of_the_same_class(client: Client) -> None:
    said = client.get("/credentials/issuer.json").json
    of_keys = {"@context", "verificationMethod", "assertionMethod"}
    profile = {name: value for name, value in said.items() if name not in of_keys}
    assert [error.message for error in Draft202012Validator(PROFILE).iter_errors(profile)] == []


def test_a_badge_issued_anew_is_the_newer_version_of_the_same() -> None:
    """`validFrom` tells wallets which is newest; when it was first awarded stays."""
    again = badge(holder_name="Dr. Siti Rahmawati", sheet_made_at=AGAIN)
    assert again["id"] == badge()["id"]
    assert again["awardedDate"] == badge()["awardedDate"] == "2026-11-23T03:42:00Z"
    assert (badge()["validFrom"], again["validFrom"]) == (
        "2026-11-23T03:42:00Z",
        "2027-01-05T01:00:00Z",
    )
    assert badges.read(again, KEYS)["name"] == "Dr. Siti Rahmawati"


def test_a_badge_uses_no_term_that_its_context_does_not_define() -> None:
    made = badge()
    of_badges = {name: made[name] for name in ("issuer", "credentialSubject")}
    assert list(undefined(of_badges, CONTEXT | {name: {} for name in of_badges})) == []
    assert made.keys() <= OF_CREDENTIALS | CONTEXT.keys()
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
    put(changed, path, "lain")
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
