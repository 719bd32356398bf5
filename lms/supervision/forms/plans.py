"""What is typed about a development plan: its items, remarks, and a supervisor's answer.

What does not belong here: reading hours (rules), deciding (actions).
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.credentials.rules.forms import FORMS
from lms.supervision.rules.plans import (
    LONGEST_NEED,
    LONGEST_REASON,
    LONGEST_REMARK,
    ORIGINS,
    QUARTERS,
)
from lms.web.forms import BaseForm


class DutyItemForm(BaseForm):
    """An item that comes from a duty."""

    key = HiddenField()
    seen = HiddenField()
    course = HiddenField()
    origin = None
    need = StringField(_("Apa yang akan dipelajari"), [DataRequired(), Length(max=LONGEST_NEED)])
    form = SelectField(
        _("Bentuk pengembangan"),
        [InputRequired()],
        choices=[SelectChoice(name, _(form.words)) for name, form in FORMS.items()],
    )
    quarter = SelectField(
        _("Paling lambat"),
        [InputRequired()],
        coerce=int,
        choices=[SelectChoice(number, _(words)) for number, words in QUARTERS.items()],
    )
    hours = StringField(_("Perkiraan JP"), [Length(max=12)])


class ItemForm(DutyItemForm):
    """An item of any other origin."""

    origin = SelectField(
        _("Berasal dari"),
        [InputRequired()],
        choices=[SelectChoice(name, _(words)) for name, words in ORIGINS.items() if name != "duty"],
    )


class DropForm(BaseForm):
    """Taking an item out of a plan."""

    reason = StringField(_("Alasan"), [Length(max=LONGEST_REASON)])


class RemarkForm(BaseForm):
    """A word to the other side."""

    key = HiddenField()
    content = TextAreaField(_("Catatan Anda"), [DataRequired(), Length(max=LONGEST_REMARK)])


class AgreeForm(BaseForm):
    """Agreeing to a plan."""

    seen = HiddenField()
    content = TextAreaField(_("Pesan untuk pegawai"), [Length(max=LONGEST_REMARK)])


class SendBackForm(BaseForm):
    """Giving a plan back."""

    seen = HiddenField()
    content = TextAreaField(
        _("Apa yang perlu diubah"), [DataRequired(), Length(max=LONGEST_REMARK)]
    )
