"""The shape of what is typed to publish a draft, to ask for it, and to decide on a request."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from lms.web.forms import BaseForm

LONGEST_NOTE = 1000


class PublishForm(BaseForm):
    """Publishing, or asking for it. `reviewed` is the hash of the draft that the page showed;
    `material` are the activities to be asked again, ticked beside their changes."""

    reviewed = HiddenField(validators=[DataRequired()])
    note = TextAreaField(
        _l("Catatan revisi"), validators=[DataRequired(), Length(max=LONGEST_NOTE)]
    )
    material = SelectMultipleField(_l("Perubahan penting"), validate_choice=False)


class AudioForm(BaseForm):
    """What learners get of the course's sounds: light ones, or those that were handed in."""

    audio = HiddenField(validators=[AnyOf(["light", "original"])])


class ApproveForm(BaseForm):
    """Agreeing to a request; a word to go with it may be left out."""

    comment = TextAreaField(_l("Pesan untuk pengusul"), validators=[Length(max=LONGEST_NOTE)])


class DeclineForm(BaseForm):
    """Sending a request back, with the reason."""

    comment = TextAreaField(
        _l("Yang perlu diperbaiki"), validators=[DataRequired(), Length(max=LONGEST_NOTE)]
    )
