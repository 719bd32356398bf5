"""The shape of what is asked about personal data; whether it can be done is for the actions to say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.privacy.rules.requests import FIELDS, LONGEST_TEXT, LONGEST_VALUE
from lms.web.forms import BaseForm


class CorrectionForm(BaseForm):
    """What is wrong, and what would be right."""

    field = SelectField(
        _("Data yang keliru"),
        choices=[SelectChoice(key, _(text)) for key, text in FIELDS.items()],
        validators=[InputRequired()],
    )
    content = TextAreaField(_("Apa yang keliru"), [InputRequired(), Length(max=LONGEST_TEXT)])
    proposed = StringField(_("Yang benar"), [InputRequired(), Length(max=LONGEST_VALUE)])


class ReasonForm(BaseForm):
    """Why less use, or erasure, is asked for."""

    content = TextAreaField(_("Alasan Anda"), [InputRequired(), Length(max=LONGEST_TEXT)])


class DecisionForm(BaseForm):
    """Granting or refusing, with the reason that its asker reads."""

    verdict = RadioField(
        _("Keputusan"),
        choices=[SelectChoice("grant", _("Penuhi")), SelectChoice("decline", _("Tolak"))],
        validators=[InputRequired()],
    )
    decision = TextAreaField(
        _("Alasan; pemohon membacanya"), [InputRequired(), Length(max=LONGEST_TEXT)]
    )


class RestrictForm(BaseForm):
    """Restricting somebody's data unasked."""

    reason = TextAreaField(
        _("Alasan; pegawai membacanya"), [InputRequired(), Length(max=LONGEST_TEXT)]
    )


class EraseForm(RestrictForm):
    """Erasing somebody: the typed name shows that the right person is meant."""

    typed_name = StringField(_("Ketik nama pengguna"), [InputRequired(), Length(max=100)])


class MergeForm(BaseForm):
    """Two accounts are one person's: which goes on. The choices are the two of the page."""

    kept = RadioField(_("Akun yang dilanjutkan"), validators=[InputRequired()])
    reason = TextAreaField(_("Alasan"), [Length(max=500)])
