"""What is typed about entries of the ledger, rules and targets.

What does not belong here: reading quantities (rules), deciding (actions).
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.credentials.rules.forms import PER_WORDS, PERIOD_WORDS
from lms.web.forms import BaseForm, DayField


class CorrectionForm(BaseForm):
    """Taking an entry back, and what is right instead."""

    seen = IntegerField(validators=[InputRequired()])
    quantity = StringField(_("Yang benar"), [DataRequired(), Length(max=12)])
    reason = StringField(_("Alasan"), [DataRequired(), Length(max=500)])


class RuleForm(BaseForm):
    """A new version of a rule."""

    hours = StringField(_("JP"), [DataRequired(), Length(max=12)])
    per = SelectField(
        _("Untuk setiap"),
        [InputRequired()],
        choices=[SelectChoice(value, _(words)) for value, words in PER_WORDS.items()],
    )
    cap = StringField(_("Paling banyak (JP)"), [Length(max=12)])
    cap_period = SelectField(
        _("Dalam waktu"),
        choices=[SelectChoice(value, _(words)) for value, words in PERIOD_WORDS.items()],
    )
    unit = StringField(_("Khusus unit kerja"), [Length(max=200)])
    valid_from = DayField(_("Berlaku mulai"), [InputRequired()])
    source = StringField(_("Sumber"), [DataRequired(), Length(max=500)])
    note = StringField(_("Catatan"), [Length(max=500)])


class TargetForm(BaseForm):
    """A new version of a target."""

    target = StringField(_("Paling sedikit (JP setahun)"), [Length(max=12)])
    cap = StringField(_("Paling banyak (JP setahun)"), [Length(max=12)])
    valid_from = DayField(_("Berlaku mulai"), [InputRequired()])
    source = StringField(_("Sumber"), [DataRequired(), Length(max=500)])
