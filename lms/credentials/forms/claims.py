"""What is typed about something learnt elsewhere, and about a claim that waits.

What does not belong here: reading quantities (rules), deciding (actions).
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import FileField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.credentials.rules.claims import LONGEST_CONTENT, LONGEST_TITLE
from lms.credentials.rules.forms import SCOPES
from lms.web.forms import BaseForm, DayField


class _AskedForLater:
    """Said to be required, though a draft may do without: the action asks for it at the end."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Take anything."""


class ClaimForm(BaseForm):
    """Something learnt elsewhere, with a certificate."""

    key = HiddenField()
    seen = HiddenField()
    title = StringField(_("Judul kegiatan"), [DataRequired(), Length(max=LONGEST_TITLE)])
    institution = StringField(_("Lembaga penyelenggara"), [DataRequired(), Length(max=200)])
    certificate_number = StringField(_("Nomor sertifikat"), [Length(max=100)])
    scope = SelectField(
        _("Cakupan"),
        [InputRequired()],
        choices=[SelectChoice(value, _(words)) for value, words in SCOPES.items()],
    )
    started_on = DayField(_("Tanggal mulai"), [InputRequired()])
    ended_on = DayField(_("Tanggal selesai"), [InputRequired()])
    quantity = StringField(_("Banyaknya"), [DataRequired(), Length(max=12)])
    content = TextAreaField(_("Keterangan"), [Length(max=LONGEST_CONTENT)])
    file = FileField(
        _("Berkas bukti"),
        [_AskedForLater()],
        render_kw={"required": False, "accept": ".pdf,.jpg,.jpeg,.png"},
    )


class InformalClaimForm(ClaimForm):
    """Something learnt informally: what was learnt takes the certificate's place."""

    title = StringField(_("Topik"), [DataRequired(), Length(max=LONGEST_TITLE)])
    institution = StringField(_("Bersama siapa"), [Optional(), Length(max=200)])
    certificate_number = None
    scope = None
    content = TextAreaField(
        _("Apa yang Anda pelajari"), [DataRequired(), Length(max=LONGEST_CONTENT)]
    )
    file = FileField(_("Berkas bukti"), render_kw={"accept": ".pdf,.jpg,.jpeg,.png"})


class VerifyForm(BaseForm):
    """Taking a claim for what it says, or for another quantity."""

    seen = IntegerField(validators=[InputRequired()])
    quantity = StringField(_("Banyaknya yang diakui"), [DataRequired(), Length(max=12)])
    reason = StringField(_("Alasan bila berbeda"), [Length(max=500)])


class RefuseForm(BaseForm):
    """Giving a claim back."""

    seen = IntegerField(validators=[InputRequired()])
    reason = StringField(_("Alasan penolakan"), [DataRequired(), Length(max=500)])
