"""What is typed about certificates: templates, a course's settings, revocations, batches, a code.

What does not belong here: deciding (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from lms.accounts.rules import UNIT_NAME_MAX_LENGTH
from lms.credentials.rules.designs import LENGTHS, LONGEST_NAME, PALETTES, Design
from lms.credentials.rules.numbers import LONGEST_AGENCY, LONGEST_PATTERN
from lms.credentials.rules.words import CATEGORIES, LONGEST_REASON
from lms.web.forms import BaseForm, DayField
from lms.web.intake import counting

ON_THE_SHEET = {"lang": "id"}
"""What sheets say is Indonesian, whoever writes it."""


def _up_to(name: str) -> Length:
    return Length(max=LENGTHS[name][1])


class TemplateForm(BaseForm):
    """A template of certificates; `version` is the one that was shown."""

    name = StringField(_("Nama templat"), [InputRequired(), Length(max=LONGEST_NAME)])
    institution = StringField(_("Lembaga penerbit"), [_up_to("institution")])
    heading = StringField(
        _("Judul lembar"), [InputRequired(), _up_to("heading")], render_kw=ON_THE_SHEET
    )
    body = TextAreaField(_("Kalimat"), [InputRequired(), _up_to("body")], render_kw=ON_THE_SHEET)
    place = StringField(_("Tempat"), [_up_to("place")])
    signer_name = StringField(_("Nama penanda tangan"), [_up_to("signer_name")])
    signer_post = StringField(_("Jabatan penanda tangan"), [_up_to("signer_post")])
    second_signer_name = StringField(_("Nama penanda tangan kedua"), [_up_to("second_signer_name")])
    second_signer_post = StringField(
        _("Jabatan penanda tangan kedua"), [_up_to("second_signer_post")]
    )
    agency = StringField(_("Singkatan lembaga"), [InputRequired(), Length(max=LONGEST_AGENCY)])
    number_pattern = StringField(_("Pola nomor"), [InputRequired(), Length(max=LONGEST_PATTERN)])
    palette = SelectField(
        _("Warna"),
        choices=[SelectChoice(name, _(words)) for name, words in PALETTES.items()],
        validators=[InputRequired()],
    )
    employee_number = BooleanField(_("Cetak NIP / NI PPPK yang disamarkan"))
    logo = FileField(_("Logo"))
    keep_logo = BooleanField(_("Pakai logo yang sekarang"))
    version = HiddenField()

    def show(self, design: Design) -> None:
        """Fill the fields with a design."""
        for name, value in design.stored().items():
            self[name].data = value


class CoursePolicyForm(BaseForm):
    """Which certificates a course gives."""

    issues = BooleanField(_("Terbitkan sertifikat begitu kursus tuntas"))
    template = SelectField(_("Templat"), validate_choice=False)
    valid_months = IntegerField(_("Masa berlaku (bulan)"), [Optional()])
    renew_window_days = IntegerField(
        _("Boleh diperbarui sejak (hari sebelum berakhir)"), [InputRequired()]
    )

    def offer(self, templates: Iterable[tuple[int, str]], default: str) -> None:
        """Offer the templates; the first choice is the installation's default."""
        named = [SelectChoice(str(id_), name) for id_, name in templates]
        self.template.choices = [SelectChoice("", default), *named]

    def template_id(self) -> int | None:
        """The chosen template.

        Raises:
            ValueError: it is no number.
        """
        return counting(self.template.data) if self.template.data else None


class RevocationForm(BaseForm):
    """Why a certificate is revoked."""

    category = SelectField(
        _("Golongan alasan"),
        choices=[SelectChoice(name, _(words)) for name, words in CATEGORIES.items()],
        validators=[InputRequired()],
    )
    reason = TextAreaField(_("Penjelasan"), [InputRequired(), Length(max=LONGEST_REASON)])


class ReinstatementForm(BaseForm):
    """Why a revocation is taken back."""

    reason = TextAreaField(_("Alasan pemulihan"), [InputRequired(), Length(max=LONGEST_REASON)])


class RenamedForm(BaseForm):
    """Of which course and unit certificates are looked for; `key` tells two requests apart."""

    course = SelectField(_("Kursus"), validate_choice=False)
    unit = StringField(_("Unit kerja"), [Length(max=UNIT_NAME_MAX_LENGTH)])
    key = HiddenField()

    def offer(self, courses: Iterable[tuple[str, str]]) -> None:
        """Offer the courses (key, words), and all of them."""
        named = [SelectChoice(key, words) for key, words in courses]
        self.course.choices = [SelectChoice("", _("Semua kursus")), *named]


class BatchForm(RenamedForm):
    """A course, a unit and a period whose completions shall be certified."""

    first_day = DayField(_("Tuntas sejak"), [Optional()])
    last_day = DayField(_("Tuntas sampai"), [Optional()])


class CodeForm(BaseForm):
    """The code of a certificate; sent by GET."""

    code = StringField(_("Kode sertifikat"), [InputRequired(), Length(max=200)])
