"""The shape of what is typed to begin a course."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from lms.web.forms import BaseForm

LONGEST_TITLE = 200
LONGEST_SUMMARY = 300
MOST_HOURS = 1000


class HoursField(DecimalField):  # type: ignore[misc]
    """A number with a comma, as Indonesians write it, or a point."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take either sign."""
        super().process_formdata([value.replace(",", ".") for value in valuelist])


class NewCourseForm(BaseForm):
    """A course that begins with a template. An empty id is made of the title."""

    title = StringField(_l("Judul kursus"), validators=[DataRequired(), Length(max=LONGEST_TITLE)])
    key = StringField(_l("Id kursus"), validators=[Length(max=64)])
    summary = TextAreaField(_l("Ringkasan"), validators=[Length(max=LONGEST_SUMMARY)])
    competency = SelectField(
        _l("Kompetensi"),
        validators=[InputRequired()],
        choices=[
            SelectChoice("teknis", _l("Teknis")),
            SelectChoice("manajerial", _l("Manajerial")),
            SelectChoice("sosial kultural", _l("Sosial kultural")),
        ],
    )
    hours = HoursField(
        _l("Lama belajar (JP)"),
        default=1,
        places=None,
        validators=[
            InputRequired(),
            NumberRange(min=0.1, max=MOST_HOURS, message=_l("Isi antara 0,1 dan 1.000.")),
        ],
    )
    language = SelectField(
        _l("Bahasa kursus"),
        validators=[InputRequired()],
        choices=[SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")],
    )
    template = RadioField(
        _l("Mulai dari"),
        default="example",
        validators=[InputRequired()],
        choices=[
            SelectChoice("example", _l("Kursus kecil lengkap, berisi contoh untuk ditulis ulang")),
            SelectChoice("empty", _l("Kosong: satu materi tanpa isi")),
        ],
    )


class UploadedCourseForm(BaseForm):
    """A course that begins with an upload; title and id are for one without a `course.md`."""

    title = StringField(_l("Judul kursus"), validators=[Length(max=LONGEST_TITLE)])
    key = StringField(_l("Id kursus"), validators=[Length(max=64)])

    def __init__(self, **kwargs: Any) -> None:
        # It stands on one page with the other form.
        super().__init__(prefix="upload-", **kwargs)
