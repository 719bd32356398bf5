"""The shape of what is typed at the doors; whether it is true is for the actions to say."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import UUID, DataRequired, EqualTo, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.accounts.rules import TOKEN_DAYS
from lms.core.settings import SETTINGS, Setting
from lms.web.forms import BaseForm
from lms.web.intake import counting

IDENTIFIER = _("Nama pengguna, NIP / NI PPPK, atau surel")


class SignInForm(BaseForm):
    """Signing in; `held` is a request that came too late (see `views/held.py`)."""

    identifier = StringField(IDENTIFIER, [DataRequired(), Length(max=254)])
    password = PasswordField(_("Kata sandi"), [DataRequired(), Length(max=1000)])
    remember = BooleanField(_("Tetap masuk di perangkat ini selama 30 hari"))
    next = HiddenField()
    held = HiddenField()


class SecondStepForm(BaseForm):
    """The second step of signing in; `pending` is the signed first one."""

    pending = HiddenField()
    code = StringField(_("Kode"), [DataRequired(), Length(max=40)])
    next = HiddenField()
    held = HiddenField()


class OwnerForm(BaseForm):
    """Showing that it is the owner who changes the second factor; `held` is a request that needs it
    (see `views/held.py`)."""

    current_password = PasswordField(_("Kata sandi sekarang"), [DataRequired(), Length(max=1000)])
    code = StringField(_("Kode dari aplikasi"), [DataRequired(), Length(max=40)])
    held = HiddenField()


class NewPasswordForm(BaseForm):
    """A new password, typed twice."""

    password = PasswordField(_("Kata sandi baru"), [DataRequired(), Length(max=1000)])
    repeated = PasswordField(
        _("Ulangi kata sandi baru"),
        [DataRequired(), EqualTo("password", _("Kedua kata sandi tidak sama."))],
    )


class ChangePasswordForm(NewPasswordForm):
    """Changing one's own password; `held` is a request that needs it (see `views/held.py`)."""

    current_password = PasswordField(_("Kata sandi sekarang"), [DataRequired(), Length(max=1000)])
    held = HiddenField()


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


class ReasonForm(BaseForm):
    """Doing something to somebody's account, with the reason that is recorded."""

    reason = StringField(_("Alasan"), [DataRequired(), Length(max=500)])


class UnitFilter(BaseForm):
    """Choosing a unit, by its code or a part of its name."""

    unit = StringField(_("Unit"), [DataRequired(), Length(max=200)])


class CodesForm(BaseForm):
    """For whom codes are printed. `key` names this copy of the form, so that it counts once."""

    key = HiddenField(validators=[InputRequired(), UUID()])
    who = RadioField(
        _("Untuk siapa"),
        choices=[
            SelectChoice("all", _("Semua yang ada di daftar")),
            SelectChoice("ticked", _("Hanya yang dicentang")),
        ],
        default="all",
        validators=[InputRequired()],
    )
    person = SelectMultipleField(_("Pegawai"), coerce=counting, validate_choice=False)


def _setting_field(setting: Setting) -> Any:
    label = _(setting.label)
    if isinstance(setting.default, bool):
        return BooleanField(label)
    if isinstance(setting.default, list):
        return SelectMultipleField(label, widget=ListWidget(), option_widget=CheckboxInput())
    if isinstance(setting.default, int):
        return IntegerField(label, [InputRequired()])
    least, _most = setting.bounds
    return StringField(label, [DataRequired() if least else Optional(), Length(max=1000)])


class SettingsForm(BaseForm):
    """A field for every setting; the bounds are the settings' own."""


for _one in SETTINGS:
    setattr(SettingsForm, _one.name, _setting_field(_one))
