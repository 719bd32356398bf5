"""The base of every form: our words for the library's messages, errors that know their field.

The token against forged requests is checked for all writes at once in `csrf.py`.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DateTimeLocalField

from lms.core.errors import Invalid, Several
from lms.core.words import N_
from lms.web.locale import zone

YEARS = range(2000, 2101)
"""Years that a date may be in: others are slips of the finger."""

LIBRARY_MESSAGES = {
    "This field is required.": N_("Kolom ini harus diisi."),
    "Not a valid integer value.": N_("Isi dengan bilangan bulat, misalnya 12."),
    "Not a valid decimal value.": N_("Isi dengan angka, misalnya 12,5."),
    "Not a valid date value.": N_("Tanggal tidak dikenali. Tulis misalnya 23-11-2026."),
    "Not a valid time value.": N_("Jam tidak dikenali. Tulis misalnya 20.00."),
    "Not a valid choice.": N_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar."),
    "Not a valid choice": N_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar."),
    "'%(value)s' is not a valid choice for this field.": N_(
        "Pilihan ini tidak tersedia. Pilih salah satu dari daftar."
    ),
    "'%(value)s' are not valid choices for this field.": N_(
        "Pilihan ini tidak tersedia. Pilih salah satu dari daftar."
    ),
    "Invalid Choice: could not coerce.": N_("Pilihan ini tidak dikenali."),
    "Field cannot be longer than %(max)d characters.": N_("Paling banyak %(max)d huruf."),
    "Invalid email address.": N_("Alamat surel tidak lengkap. Tulis misalnya nama@contoh.go.id."),
}


class _Words:
    """What WTForms asks for a message: ours, in the reader's language."""

    def gettext(self, message: str) -> str:
        return str(gettext(LIBRARY_MESSAGES.get(message, message)))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Parent of every form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ARG002
            # Fields hold texts: the library would fill them with uploaded files and any JSON too.
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form or None

        def get_translations(self, form: Any) -> _Words:  # noqa: ARG002
            return _Words()

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal beside its field (or above the form when it has none), with what
        can be chosen instead."""
        message = gettext(error.message, **error.params)
        if error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, message]
            if isinstance(error, Several):
                field.offered = error.choices
        else:
            self.form_errors.append(message)


class DayField(DateField):  # type: ignore[misc]
    """A calendar day."""

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is no day, or in a year that nobody means.
        """
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(gettext("Periksa tahunnya."))


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """A moment, typed and shown in the reader's zone; `data` is aware."""

    data: Any

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)

    def process_data(self, value: Any) -> None:
        """Show a stored moment."""
        super().process_data(value.astimezone(ZoneInfo(zone())) if value else None)

    def process_formdata(self, valuelist: Any) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is no moment, or in a year that nobody means.
        """
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Waktu tidak dikenali. Isi tanggal dan jamnya.")) from None
        if self.data is None:
            return
        if self.data.year not in YEARS:
            self.data = None
            raise ValueError(gettext("Periksa tahunnya."))
        self.data = self.data.replace(tzinfo=ZoneInfo(zone()))
