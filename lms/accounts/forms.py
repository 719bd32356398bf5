"""The shape of what is typed at the doors; whether it is true is for the actions to say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from lms.accounts.rules import TOKEN_DAYS
from lms.web.forms import BaseForm

IDENTIFIER = _("Nama pengguna, NIP / NI PPPK, atau surel")


class SignInForm(BaseForm):
    """Signing in; `held` is a request that came too late (see `views/held.py`)."""

    identifier = StringField(IDENTIFIER, [DataRequired(), Length(max=254)])
    password = PasswordField(_("Kata sandi"), [DataRequired(), Length(max=1000)])
    remember = BooleanField(_("Tetap masuk di perangkat ini selama 30 hari"))
    next = HiddenField()
    held = HiddenField()


class NewPasswordForm(BaseForm):
    """A new password, typed twice."""

    password = PasswordField(_("Kata sandi baru"), [DataRequired(), Length(max=1000)])
    repeated = PasswordField(
        _("Ulangi kata sandi baru"),
        [DataRequired(), EqualTo("password", _("Kedua kata sandi tidak sama."))],
    )


class ChangePasswordForm(NewPasswordForm):
    """Changing one's own password."""

    current_password = PasswordField(_("Kata sandi sekarang"), [DataRequired(), Length(max=1000)])


class ForgottenForm(BaseForm):
    """Asking for a link by e-mail."""

    identifier = StringField(IDENTIFIER, [DataRequired(), Length(max=254)])


class CodeForm(NewPasswordForm):
    """A new password by a one-time code."""

    identifier = StringField(IDENTIFIER, [DataRequired(), Length(max=254)])
    code = StringField(_("Kode sekali pakai"), [DataRequired(), Length(max=40)])


class PeopleFilter(BaseForm):
    """Looking for a person; sent by GET, so it can be linked to."""

    q = StringField(_("Nama, nama pengguna, atau NIP / NI PPPK"), [Length(max=100)])


class TokenForm(BaseForm):
    """A token for a program."""

    name = StringField(_("Nama"), [DataRequired(), Length(max=100)])
    days = SelectField(
        _("Berlaku selama"),
        choices=[SelectChoice(days, _("%(days)s hari", days=days)) for days in TOKEN_DAYS],
        coerce=int,
        default=TOKEN_DAYS[1],
        validators=[InputRequired()],
    )


class SheetForm(BaseForm):
    """A sheet of people to be imported; the file itself is read by the view."""

    file = FileField(_("Berkas .xlsx atau .csv"))


class CheckForm(BaseForm):
    """How a sheet is to be understood, beside its columns."""

    effective_from = DateField(_("Berlaku mulai"), [InputRequired()])
    create_units = BooleanField(_("Buat unit yang belum ada"))
