"""What is typed about saved views: the name, when the figures are mailed, which one is replaced.

What does not belong here: what a page shows (`rules.saved_views`).
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.core.words import N_
from lms.supervision.rules.saved_views import (
    HOURS,
    LONGEST_NAME,
    MONTHLY,
    NEVER,
    WEEKLY,
    Schedule,
)
from lms.web.forms import BaseForm

WEEKDAYS = (
    N_("Senin"),
    N_("Selasa"),
    N_("Rabu"),
    N_("Kamis"),
    N_("Jumat"),
    N_("Sabtu"),
    N_("Minggu"),
)


class ViewForm(BaseForm):
    """A view's name, and when its figures are mailed: of the days only the one for what was chosen
    counts."""

    name = StringField(_("Nama tampilan"), [InputRequired(), Length(max=LONGEST_NAME)])
    every = RadioField(
        _("Kirimkan angkanya"),
        [InputRequired()],
        choices=[
            SelectChoice(NEVER, _("Tidak")),
            SelectChoice(WEEKLY, _("Setiap minggu")),
            SelectChoice(MONTHLY, _("Setiap bulan")),
        ],
        default=NEVER,
    )
    weekday = SelectField(
        _("Hari"),
        [InputRequired()],
        choices=[SelectChoice(number, _(words)) for number, words in enumerate(WEEKDAYS)],
        coerce=int,
        default=0,
    )
    month_day = SelectField(
        _("Tanggal"),
        [InputRequired()],
        choices=[SelectChoice(number, str(number)) for number in range(1, 32)],
        coerce=int,
        default=1,
    )
    hour = SelectField(
        _("Sekitar pukul"),
        [InputRequired()],
        choices=[SelectChoice(hour, f"{hour:02d}.00") for hour in HOURS],
        coerce=int,
        default=8,
    )

    @classmethod
    def showing(cls, name: str, schedule: Schedule) -> ViewForm:
        """The form as it is filled for a view; a sent one keeps what was typed."""
        days = {WEEKLY: "weekday", MONTHLY: "month_day"}
        day = {days[schedule.every]: schedule.day} if schedule.every in days else {}
        return cls(data={"name": name, "every": schedule.every, "hour": schedule.hour, **day})

    def schedule(self) -> Schedule:
        """When the figures are mailed."""
        if self.every.data == NEVER:
            return Schedule()
        day = self.weekday.data if self.every.data == WEEKLY else self.month_day.data
        return Schedule(self.every.data, day, self.hour.data)


class ReplaceForm(BaseForm):
    """Which view shows something else from now on."""

    view = SelectField(_("Tampilan yang diganti"), [InputRequired()], coerce=int)

    def offer(self, views: Iterable[tuple[int, str]]) -> None:
        """Offer the reader's views (id, name)."""
        self.view.choices = [SelectChoice(view_id, name) for view_id, name in views]
