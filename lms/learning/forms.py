"""The shape of what learners type (notes and the places they belong to), and those who run a course
(announcements, dates, later closings)."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from lms.learning.rules import Place
from lms.web.forms import BaseForm, MomentField
from lms.web.intake import counting


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


class DatesForm(BaseForm):
    """From when until when something is open; either may be left empty."""

    opens_at = MomentField(_l("Dibuka"), validators=[Optional()])
    closes_at = MomentField(_l("Ditutup"), validators=[Optional()])


class ExtensionForm(BaseForm):
    """A later closing for one participant, among those whom the search `q` found."""

    person = RadioField(
        _l("Peserta"), coerce=counting, validate_choice=False, validators=[InputRequired()]
    )
    until = MomentField(_l("Ditutup bagi peserta ini"), validators=[InputRequired()])
    reason = StringField(_l("Alasan"), validators=[InputRequired()])

    def offer(self, people: Iterable[tuple[int, str, str]]) -> None:
        """Offer the participants (id, name, unit) that were found."""
        self.person.choices = [
            (id_, f"{name} · {unit}" if unit else name) for id_, name, unit in people
        ]


class AnnouncementForm(BaseForm):
    """Something to be told to everybody who learns in a course."""

    title = StringField(_l("Judul"), validators=[InputRequired()])
    content = TextAreaField(_l("Isi"), validators=[InputRequired()])
