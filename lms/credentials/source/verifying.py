"""What can be found out about a text, a credential or a PDF with keys alone: no database, no network.

What does not belong here: what only the issuer's database knows, such as a revocation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from lms.credentials.rules.validity import is_expired
from lms.credentials.source import badges, pades, tokens
from lms.credentials.source.keys import KeyRing
from lms.credentials.source.tokens import Fact

Finding = Literal[
    "altered",
    "unknown-key",
    "distrusted",
    "expired",
    "untrusted",
    "unsigned",
    "revoked",
    "unknown",
]

Paper = Literal["same", "older", "distrusted", "forged"]
"""What a sheet is beside the record: the newest one, one that was replaced since, one that only the record
vouches for, because others have the key that signed it; or none that was ever issued."""

_TOKEN = re.compile(r"(?:^|[?&]t=)([\w-]+\.[\w-]+\.[\w-]+)(?:$|[&#])")
_CODE = re.compile(r"/(?:verify|credentials)/([A-Za-z0-9-]+)|^([A-Za-z0-9-]{4,80})$")


class Unreadable(ValueError):
    """It is nothing that this could verify."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was shown (`kind`), what it says (names of `tokens.MEMBERS`; empty where nothing of it can be
    believed), what is wrong with it, the code by which its issuer knows it, and who signed the PDF."""

    kind: Literal["token", "badge", "pdf", "code"]
    facts: Mapping[str, Fact]
    findings: tuple[Finding, ...] = ()
    code: str = ""
    signers: tuple[str, ...] = ()

    def also(self, *findings: Finding) -> Verdict:
        """The same with further findings."""
        return replace(self, findings=(*self.findings, *findings))


def code_in(text: str) -> str:
    """The code of a certificate, alone or in an address of ours; empty where there is none."""
    found = _CODE.search(text)
    return (found.group(1) or found.group(2)) if found else ""


def has_token(text: str) -> bool:
    """Whether a text is a token, or an address with one."""
    return _TOKEN.search(text) is not None


def without_record(verdict: Verdict) -> Verdict:
    """The verdict where the issuer's records can't be asked: what only a key says that nobody trusts any
    more isn't believed."""
    return replace(verdict, facts={}) if "distrusted" in verdict.findings else verdict


def compared(verdict: Verdict, recorded: Sequence[Mapping[str, Fact]]) -> Verdict:
    """The verdict beside what its issuer recorded of each sheet: what is on record holds whatever became of
    the key; what isn't was joined together or forged."""
    if not verdict.facts:
        return verdict
    if verdict.facts in recorded:
        kept = tuple(one for one in verdict.findings if one != "distrusted")
        return replace(verdict, findings=kept)
    return without_record(verdict).also("altered")


def paper(verdict: Verdict, recorded: Sequence[Mapping[str, Fact]]) -> Paper:
    """What a signed text is beside what its issuer recorded of each sheet, the newest first."""
    if verdict.facts not in recorded:
        return "forged"
    if verdict.facts != recorded[0]:
        return "older"
    return "distrusted" if "distrusted" in verdict.findings else "same"


def verify_text(text: str, keys: KeyRing, today: date) -> Verdict:
    """A token, or the address in a QR code that carries one.

    Raises:
        Unreadable: there is no token in it.
    """
    found = _TOKEN.search(text)
    if found is None:
        raise Unreadable("there is no token in this")
    verdict = Verdict("token", {}, code=code_in(text))
    token = found.group(1)
    trusted = tokens.kid_in(token) not in keys.distrusted
    return _read(verdict, lambda: tokens.read(token, keys.public), today, trusted=trusted)


def verify_badge(content: bytes, keys: KeyRing, today: date) -> Verdict:
    """An Open Badges credential as JSON.

    Raises:
        Unreadable: it is no such credential.
    """
    try:
        badge = json.loads(content)
    except ValueError as error:
        raise Unreadable("this is no JSON") from error
    if not isinstance(badge, dict) or "credentialSubject" not in badge:
        raise Unreadable("this is no credential")
    verdict = Verdict("badge", {}, code=code_in(str(badge.get("id", ""))))
    trusted = badges.kid_in(badge) not in keys.distrusted
    return _read(verdict, lambda: badges.read(badge, keys.public), today, trusted=trusted)


def verify_pdf(content: bytes, keys: KeyRing, roots: Sequence[bytes], today: date) -> Verdict:
    """A certificate as PDF: its electronic signatures, and the token that its link carries.

    Raises:
        Unreadable: it is no PDF, or carries neither.
    """
    try:
        seals = pades.seals(content, roots)
        addresses = [one for one in pades.verifying_addresses(content) if has_token(one)]
    except pades.NotSealable as error:
        raise Unreadable("this PDF can't be read") from error
    if not seals and not addresses:
        raise Unreadable("this PDF carries nothing to verify")
    verdict = Verdict("pdf", {}, signers=tuple(seal.signer for seal in seals))
    if addresses:
        said = verify_text(addresses[0], keys, today)
        verdict = replace(verdict, facts=said.facts, findings=said.findings, code=said.code)
    if not all(seal.intact for seal in seals):
        return replace(verdict, facts={}).also("altered")
    if not all(seal.trusted for seal in seals):
        return verdict.also("untrusted")
    return verdict if addresses else verdict.also("unsigned")


def _read(
    verdict: Verdict, read: Callable[[], Mapping[str, Fact]], today: date, *, trusted: bool
) -> Verdict:
    try:
        facts = read()
    except tokens.UnknownKey:
        return verdict.also("unknown-key")
    except tokens.Unverified:
        return verdict.also("altered")
    until = facts["valid_until"]
    verdict = replace(verdict, facts=facts)
    if not trusted:
        verdict = verdict.also("distrusted")
    expired = until is not None and is_expired(date.fromisoformat(str(until)), today)
    return verdict.also("expired") if expired else verdict
