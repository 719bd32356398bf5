"""What a claim must say: its days, its quantity, its certificate as it is compared.

What does not belong here: which rule holds on its day (`queries.hours_rules`), evidence (`actions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from lms.core.errors import Invalid
from lms.credentials.rules.conversion import ONE, Rate, cap_days
from lms.credentials.rules.forms import FORMS

LONGEST_TITLE = 200
LONGEST_CONTENT = 4_000
EDITABLE = frozenset({"draft", "refused"})
WITHDRAWABLE = frozenset({"draft", "submitted", "refused"})


@dataclass(frozen=True)
class ClaimText:
    """A claim as it was typed, the quantity already read."""

    form: str
    scope: str
    title: str
    institution: str
    certificate_number: str
    started_on: date
    ended_on: date
    per: str
    quantity: int
    content: str


def tidied(text: ClaimText) -> ClaimText:
    """The same with its texts in one line each (but for what was learnt), as it is stored."""
    return ClaimText(
        form=text.form,
        scope=text.scope,
        title=" ".join(text.title.split()),
        institution=" ".join(text.institution.split()),
        certificate_number=" ".join(text.certificate_number.split()),
        started_on=text.started_on,
        ended_on=text.ended_on,
        per=text.per,
        quantity=text.quantity,
        content=text.content.strip(),
    )


def check_text(text: ClaimText, today: date) -> None:
    """Refuse a (tidied) claim that can't be so.

    Raises:
        Invalid: what field is wrong, and how.
    """
    if not text.title:
        raise Invalid("title", "Tulis judul atau topiknya.")
    if len(text.title) > LONGEST_TITLE:
        raise Invalid("title", "Paling panjang %(most)s huruf.", most=LONGEST_TITLE)
    if len(text.content) > LONGEST_CONTENT:
        raise Invalid("content", "Paling panjang %(most)s huruf.", most=LONGEST_CONTENT)
    if FORMS[text.form].informal:
        if not text.content:
            raise Invalid("content", "Tulis apa yang Anda pelajari; atasan membacanya.")
    elif not text.institution:
        raise Invalid("institution", "Tulis lembaga yang menyelenggarakan.")
    if text.ended_on < text.started_on:
        raise Invalid("ended_on", "Tanggal selesai tidak boleh sebelum tanggal mulai.")
    if text.ended_on > today:
        raise Invalid("ended_on", "Yang dapat diajukan hanya yang sudah selesai.")


def check_rate(text: ClaimText, rate: Rate | None, period_words: str) -> None:
    """Refuse a claim that the rule of its last day can't count.

    Raises:
        Invalid: no rule counts the form then, it counts something else, or caps a shorter period.
    """
    if rate is None:
        raise Invalid("ended_on", "Pada tanggal itu belum ada aturan JP untuk bentuk ini.")
    if rate.per != text.per:
        raise Invalid(
            "quantity",
            "Pada tanggal itu aturan menghitung satuan yang lain. Mulai dari bentuknya lagi.",
        )
    if rate.cap_period:
        first, _last = cap_days(text.ended_on, rate.cap_period)
        if text.started_on < first:
            raise Invalid(
                "started_on",
                "JP bentuk ini dibatasi %(period)s. Catat masing-masing tersendiri.",
                period=period_words,
            )
    days = (text.ended_on - text.started_on).days + 1
    if text.per == "day" and text.quantity > days * ONE:
        raise Invalid("quantity", "Antara kedua tanggal itu hanya ada %(days)s hari.", days=days)


def certificate_key(institution: str, number: str) -> str:
    """Institution and number as they are compared: letters and digits only, small; empty without a
    number."""
    if not _bare(number):
        return ""
    return f"{_bare(institution)}|{_bare(number)}"


def _bare(text: str) -> str:
    return "".join(sign for sign in normalize("NFKC", text).casefold() if sign.isalnum())
