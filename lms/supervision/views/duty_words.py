"""Duties in words: until when, how somebody stands, whom a rule describes.

What does not belong here: the figures and days themselves (queries, rules).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.clock import today
from lms.supervision.rules.duties import Target
from lms.supervision.rules.duty_words import DUTY_STATES, EMPLOYMENTS, POSITION_TYPES, STANDINGS
from lms.web.locale import long_date


def standing_words() -> dict[str, tuple[str, str]]:
    """Each standing in words, with the kind of its badge."""
    return {name: (_(words), kind) for name, (words, kind) in STANDINGS.items()}


def state_words() -> dict[str, str]:
    """Whether a duty is in force, in words."""
    return {name: _(words) for name, words in DUTY_STATES.items()}


def due_words(due_on: date) -> str:
    """Until when something must be done, and how long that is."""
    left = (due_on - today()).days
    day = long_date(due_on)
    if left < 0:
        late = ngettext("terlambat %(num)s hari", "terlambat %(num)s hari", -left)
        return str(_("Jatuh tempo %(day)s: %(late)s", day=day, late=late))
    if left == 0:
        return str(_("Jatuh tempo hari ini, %(day)s", day=day))
    rest = ngettext("%(num)s hari lagi", "%(num)s hari lagi", left)
    return str(_("Jatuh tempo %(day)s: %(rest)s", day=day, rest=rest))


def term_words(duty: Any) -> str:
    """Until when a duty must be done, whomever it comes to."""
    if duty.due_on is not None:
        return str(long_date(duty.due_on))
    left = ngettext("%(num)s hari setelah diterima", "%(num)s hari setelah diterima", duty.due_days)
    return str(left)


def target_words(target: Target | None, unit: str) -> str:
    """Whom a duty is for, in one line."""
    if target is None:
        return str(_("Pegawai yang disebut namanya"))
    parts = [
        _("semua pegawai %(unit)s", unit=unit),
        ", ".join(target.positions),
        ", ".join(_(POSITION_TYPES[one]) for one in target.position_types),
        _("golongan %(grades)s", grades=", ".join(target.pay_grades)) if target.pay_grades else "",
        ", ".join(_(EMPLOYMENTS[one]) for one in target.employments),
    ]
    return "; ".join(part for part in parts if part)
