"""The shape of what learners type: notes and the places they belong to."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from lms.learning.rules import Place
from lms.web.forms import BaseForm


class PlaceForm(BaseForm):
    """A place of a lesson, and what to note there. One form for notes and for bookmarks."""

    anchor = SelectField(_l("Tempat"))
    content = TextAreaField(_l("Catatan"))

    def offer(self, places: tuple[Place, ...]) -> None:
        """Offer the whole lesson and each of its blocks by their first words."""
        choices = [("", _("Seluruh materi"))]
        choices += [(one.anchor, one.words if one.heading else f"– {one.words}") for one in places]
        self.anchor.choices = choices


class NoteForm(BaseForm):
    """A note that exists; `version` is the one that was shown."""

    content = TextAreaField(_l("Catatan"), validators=[InputRequired()])
    version = IntegerField(widget=HiddenInput())
