"""Sheets of people that are sent in, and how they are to be understood."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, StringField
from wtforms.validators import InputRequired, Length

from lms.accounts.rules import UNIT_NAME_MAX_LENGTH
from lms.web.forms import BaseForm, DayField


class SheetForm(BaseForm):
    """A sheet of people to be imported; the file itself is read by the view."""

    file = FileField(_("Berkas .xlsx atau .csv"), [InputRequired()])


class CheckForm(BaseForm):
    """How a sheet is to be understood, beside its columns."""

    effective_from = DayField(_("Berlaku mulai"), [InputRequired()])
    create_units = BooleanField(_("Buat unit yang belum ada"))
    full_list_of = StringField(
        _("Berkas ini daftar lengkap pegawai unit"), [Length(max=UNIT_NAME_MAX_LENGTH)]
    )
    retire_many = BooleanField(_("Tetap keluarkan bila lebih dari 10 % tidak ada di berkas"))
