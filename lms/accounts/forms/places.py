"""What is typed about units, posts, pay grades and supervisors: each from a day on."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.accounts.rules import ACTING, ECHELONS, KINDS, POSITION_TYPES, UNIT_NAME_MAX_LENGTH
from lms.core.errors import Invalid
from lms.web.forms import BaseForm, DayField

KIND_WORDS = {
    "government": _("Pemerintah daerah"),
    "agency": _("Perangkat daerah"),
    "unit": _("Unit kerja"),
}
ACTING_WORDS = {
    "": _("Definitif"),
    "plt": _("Plt. (jabatannya kosong)"),
    "plh": _("Plh. (pejabatnya berhalangan)"),
}
POSITION_TYPE_WORDS = {
    "structural": _("Jabatan struktural"),
    "functional": _("Jabatan fungsional"),
    "staff": _("Pelaksana"),
}


class DayFilter(BaseForm):
    """The day of which a list tells; sent by GET."""

    on = DayField(_("Per tanggal"), [Optional()])


class UnitDayForm(BaseForm):
    """A change of a unit that needs nothing but its day."""

    day = DayField(_("Berlaku mulai"), [InputRequired()])


class UnitNameForm(UnitDayForm):
    """A unit's new name or kind."""

    name = StringField(_("Nama unit"), [DataRequired(), Length(max=UNIT_NAME_MAX_LENGTH)])
    kind = SelectField(
        _("Jenis"),
        choices=[SelectChoice(kind, KIND_WORDS[kind]) for kind in KINDS],
        default="unit",
        validators=[InputRequired()],
    )


class NewUnitForm(UnitNameForm):
    """A unit that is created below another."""

    code = StringField(_("Kode unit"), [DataRequired(), Length(max=64)])


class MoveUnitForm(UnitDayForm):
    """Where a unit is moved to, or what takes it in."""

    unit = StringField(_("Unit tujuan"), [DataRequired(), Length(max=UNIT_NAME_MAX_LENGTH)])


class PeriodForm(BaseForm):
    """Something that holds from a day on, and maybe up to a last one."""

    valid_from = DayField(_("Berlaku mulai"), [InputRequired()])
    last_day = DayField(_("Sampai dengan tanggal"), [Optional()])

    @property
    def valid_until(self) -> date | None:
        """The first day on which it holds no more."""
        last: date | None = self.last_day.data
        return last + timedelta(days=1) if last else None

    def refuse(self, error: Invalid) -> None:
        """Put a refusal beside the field that was typed in."""
        if error.field == "valid_until":
            error = Invalid("last_day", error.message, **error.params)
        super().refuse(error)


class PostForm(PeriodForm):
    """A post: where somebody belongs, as what, from when."""

    unit = StringField(_("Unit kerja"), [DataRequired(), Length(max=UNIT_NAME_MAX_LENGTH)])
    position = StringField(_("Jabatan"), [Length(max=200)])
    position_type = SelectField(
        _("Jenis jabatan"),
        choices=[
            SelectChoice("", "–"),
            *(SelectChoice(one, POSITION_TYPE_WORDS[one]) for one in POSITION_TYPES),
        ],
    )
    echelon = SelectField(
        _("Eselon"), choices=[SelectChoice("", "–"), *(SelectChoice(one, one) for one in ECHELONS)]
    )
    additional = BooleanField(_("Rangkap: jabatan utamanya tetap"))


class RoleForm(PeriodForm):
    """Giving a role; which ones may be given is for the page to say."""

    role = SelectField(_("Peran"), validators=[InputRequired()])
    unit = StringField(_("Unit"), [Length(max=UNIT_NAME_MAX_LENGTH)])


class PayGradeForm(BaseForm):
    """A promotion to a pay grade."""

    grade = StringField(_("Golongan/ruang"), [DataRequired(), Length(max=10)])
    day = DayField(_("TMT"), [InputRequired()])


class AppointForm(PeriodForm):
    """Who supervises a person or a unit, how, and for how long."""

    person = StringField(_("Atasan"), [DataRequired(), Length(max=254)])
    acting = SelectField(
        _("Sebagai"),
        choices=[SelectChoice(one, ACTING_WORDS[one]) for one in ("", *ACTING)],
    )


class EndForm(BaseForm):
    """From which day on something holds no more."""

    day = DayField(_("Berakhir mulai"), [InputRequired()])
