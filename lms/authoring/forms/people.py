"""The shape of what is chosen about a course's people and settings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.web.forms import BaseForm
from lms.web.intake import counting

LONGEST_POSITIONS = 10_000


class ShareForm(BaseForm):
    """A role for one of the instructors whom the search `q` found."""

    person = RadioField(
        _l("Pengajar"), coerce=counting, validate_choice=False, validators=[InputRequired()]
    )
    role = RadioField(
        _l("Peran"),
        default="co_author",
        choices=[
            SelectChoice("co_author", _l("Penulis bersama: menyunting dan menerbitkan")),
            SelectChoice("reviewer", _l("Peninjau: membaca draf dan menyetujui revisi")),
        ],
        validators=[InputRequired()],
    )


class ApprovalForm(BaseForm):
    """Whether somebody else must approve."""

    needed = BooleanField(_l("Setiap revisi perlu disetujui orang lain sebelum terbit"))


class AudienceForm(BaseForm):
    """Whom a course is for. Only what belongs to the chosen kind is kept."""

    audience = RadioField(
        _l("Sasaran"),
        choices=[
            SelectChoice("everyone", _l("Semua pegawai")),
            SelectChoice("units", _l("Unit kerja tertentu, beserta unit di bawahnya")),
            SelectChoice("positions", _l("Jabatan tertentu")),
            SelectChoice("invited", _l("Hanya yang diundang")),
        ],
        validators=[InputRequired()],
    )
    units = SelectMultipleField(_l("Unit kerja"), coerce=counting, validate_choice=False)
    positions = TextAreaField(
        _l("Jabatan, satu per baris"), validators=[Length(max=LONGEST_POSITIONS)]
    )
    people = SelectMultipleField(_l("Yang diundang"), coerce=counting, validate_choice=False)

    def named_positions(self) -> list[str]:
        """The positions typed, one a line."""
        lines = (self.positions.data or "").splitlines()
        return [line.strip() for line in lines if line.strip()]
