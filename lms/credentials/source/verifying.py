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
from lms.credentials.source.tokens import Fact

Finding = Literal[
    "altered", "unknown-key", "expired", "untrusted", "unsigned", "revoked", "unknown"
]

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


def verify_text(text: str, keys: Mapping[str, bytes], today: date) -> Verdict:
    """A token, or the address in a QR code that carries one.

    Raises:
        Unreadable: there is no token in it.
    """
    found = _TOKEN.search(text)
    if found is None:
        raise Unreadable("there is no token in this")
    verdict = Verdict("token", {}, code=code_in(text))
    return _read(verdict, lambda: tokens.read(found.group(1), keys), today)


def verify_badge(content: bytes, keys: Mapping[str, bytes], today: date) -> Verdict:
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
    return _read(verdict, lambda: badges.read(badge, keys), today)


def verify_pdf(
    content: bytes, keys: Mapping[str, bytes], roots: Sequence[bytes], today: date
) -> Verdict:
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


def _read(verdict: Verdict, read: Callable[[], Mapping[str, Fact]], today: date) -> Verdict:
    try:
        facts = read()
    except tokens.UnknownKey:
        return verdict.also("unknown-key")
    except tokens.Unverified:
        return verdict.also("altered")
    until = facts["valid_until"]
    verdict = replace(verdict, facts=facts)
    expired = until is not None and is_expired(date.fromisoformat(str(until)), today)
    return verdict.also("expired") if expired else verdict
