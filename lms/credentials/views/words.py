"""Hours in words: how an entry was counted, how a year stands, what a claim's state is called.

What does not belong here: the figures themselves (queries, rules).
"""

from __future__ import annotations

from flask_babel import gettext as _

from lms.core.words import N_
from lms.credentials.queries.hours import Entry
from lms.credentials.rules.conversion import ONE, Figures
from lms.credentials.rules.forms import FORMS, PER_WORDS, PERIOD_WORDS, SCOPES
from lms.credentials.rules.targets import Target, in_words
from lms.web.locale import number

STATES: dict[str, tuple[str, str]] = {
    "draft": (N_("Draf"), ""),
    "submitted": (N_("Menunggu verifikasi"), "info"),
    "verified": (N_("Terverifikasi"), "success"),
    "refused": (N_("Ditolak"), "danger"),
    "withdrawn": (N_("Ditarik"), ""),
}
"""Each state of a claim in words, with the kind of its badge."""

SOURCES: dict[str, str] = {
    "completion": N_("Kursus di sini"),
    "claim": N_("Bukti dari luar"),
    "attendance": N_("Kehadiran"),
    "study-group": N_("Kelompok studi"),
    "correction": N_("Koreksi"),
}

NO_TARGET = Target(None, None)

EMPLOYMENTS: dict[str, str] = {
    "permanent_civil_servant": N_("PNS"),
    "contract_civil_servant": N_("PPPK"),
}


def employment_words(employment: str) -> str:
    """`PNS`; empty for an employment that has no target of its own."""
    return str(_(EMPLOYMENTS[employment])) if employment in EMPLOYMENTS else ""


def jp(hundredths: int) -> str:
    """`12,5 JP`."""
    return f"{number(hundredths / ONE, 2)} JP"


def unit_words(per: str) -> str:
    """What a rule counts: `sesi`."""
    return "JP" if per == "hour" else str(_(PER_WORDS[per]))


def amount(quantity: int, per: str) -> str:
    """`2 sesi`."""
    return f"{number(quantity / ONE, 2)} {unit_words(per)}"


def form_words(form: str) -> str:
    """What a form of development is called."""
    return str(_(FORMS[form].words)) if form in FORMS else form


def how_counted(entry: Entry) -> str:
    """How an entry came to what counts: `2 sesi × 2 JP, dibatasi 4 JP sebulan`."""
    rule = entry.rule
    if rule is None:
        words = jp(entry.quantity)
    elif rule.per == "hour" and rule.hours == ONE:
        words = jp(entry.raw)
    else:
        words = f"{amount(entry.quantity, rule.per)} × {jp(rule.hours)}"
    if rule is None or rule.cap is None or abs(entry.counted) == abs(entry.raw):
        return words
    return f"{words}, {limited(rule)}"


def limited(rule: Figures) -> str:
    """`dibatasi 4 JP sebulan`, or nothing where a rule has no cap."""
    if rule.cap is None:
        return ""
    words = _(PERIOD_WORDS[rule.cap_period])
    return str(_("dibatasi %(cap)s %(period)s", cap=jp(rule.cap), period=words))


def rate_words(rule: Figures) -> str:
    """A rule in short: `2 JP per sesi, dibatasi 4 JP sebulan`."""
    if rule.per == "hour" and rule.hours == ONE:
        words = str(_("JP sebagaimana tercantum"))
    else:
        words = str(_("%(hours)s per %(per)s", hours=jp(rule.hours), per=unit_words(rule.per)))
    cap = limited(rule)
    return f"{words}, {cap}" if cap else words


def scope_words(scope: str) -> str:
    """Where something took place."""
    return str(_(SCOPES[scope]))


def standing_words(counted: int, target: Target) -> tuple[str, str]:
    """How a year stands against its target in one sentence, and the kind of its badge."""
    said = in_words(counted, target)
    hours = {name: jp(one) for name, one in said.hours.items()}
    return str(_(said.text, **hours)), said.kind
