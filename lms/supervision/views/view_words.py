"""Saved views in words and as addresses: what one shows, when it is mailed, where it leads.

What does not belong here: whose they are (queries).
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from lms.supervision.forms.saved_views import WEEKDAYS
from lms.supervision.rules.saved_views import LONGEST_NAME, NEVER, UNIT, WEEKLY, Schedule, Seen
from lms.supervision.views.overview import status_words
from lms.web.locale import long_date

SHORTEST_MONTH = 28


def address_of(seen: Seen) -> str:
    """The page that a view opens."""
    if seen.page == UNIT:
        page = url_for("supervision.unit_figures", unit_id=seen.unit_id)
    else:
        page = url_for("supervision.index")
    return f"{page}?{urlencode(seen.query)}" if seen.query else page


def seen_words(seen: Seen, unit: str, course: str) -> str:
    """What a view shows, in one line; `unit` and `course` as they are called."""
    params = seen.params
    parts = [_("Pegawai dan kursusnya")]
    if seen.page == UNIT:
        day = params.get("on", "")
        of_day = _("per %(day)s", day=long_date(date.fromisoformat(day))) if day else _("hari ini")
        parts = [_("Angka %(unit)s", unit=unit or _("unit yang sudah tidak ada")), of_day]
    if params.get("course"):
        parts.append(_("kursus “%(course)s”", course=course or params["course"]))
    if params.get("status"):
        parts.append(_("status %(status)s", status=status_words()[params["status"]][0].lower()))
    if params.get("q"):
        parts.append(_("nama yang memuat “%(words)s”", words=params["q"]))
    return ", ".join(parts)


def suggested_name(unit: str, course: str) -> str:
    """What a view may be called, from what its unit and its course are called; never a person's name."""
    named = ": ".join(part for part in (unit, course) if part)
    return (named or str(_("Pegawai dan kursusnya")))[:LONGEST_NAME]


def schedule_words(schedule: Schedule) -> str:
    """When the figures of a view are mailed, in one line."""
    at = f"{schedule.hour:02d}.00"
    if schedule.every == NEVER:
        return str(_("Tidak dikirim berkala"))
    if schedule.every == WEEKLY:
        return str(
            _("Dikirim setiap %(day)s, sekitar pukul %(at)s", day=_(WEEKDAYS[schedule.day]), at=at)
        )
    if schedule.day > SHORTEST_MONTH:
        return str(
            _(
                "Dikirim setiap tanggal %(day)s atau hari terakhir bulan, sekitar pukul %(at)s",
                day=schedule.day,
                at=at,
            )
        )
    return str(_("Dikirim setiap tanggal %(day)s, sekitar pukul %(at)s", day=schedule.day, at=at))
