"""What is typed to people in reach: to one, or to all whom the overview's filters show.

What does not belong here: deciding (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.web.forms import BaseForm

LONGEST_KEY = 64


class RoundForm(BaseForm):
    """A message; `key` tells two requests apart. The field is as high as the words that are offered, so
    that nothing is sent unread."""

    content = TextAreaField(_("Pesan"), [InputRequired()], render_kw={"rows": 10})
    key = HiddenField(validators=[InputRequired(), Length(max=LONGEST_KEY)])


class MessageForm(RoundForm):
    """A message to one person, about one of their courses or in general. There is one form of each kind
    on a page, told apart by `prefix`."""

    course = SelectField(_("Tentang kursus"), validate_choice=False)

    def offer(self, courses: Iterable[tuple[str, str]], no_course: str) -> None:
        """Offer the person's courses (key, title), and none."""
        named = [SelectChoice(key, title) for key, title in courses]
        self.course.choices = [SelectChoice("", no_course), *named]


def new_key() -> str:
    """What makes a form's request one of its own."""
    return str(uuid4())
