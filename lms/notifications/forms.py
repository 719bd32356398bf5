"""The shape of what is typed about e-mails, and of what a device says that wants to be told.

What does not belong here: whether it makes sense (actions).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from lms.core.errors import Invalid
from lms.notifications.queries import Preferences
from lms.notifications.rules import CHOOSABLE, FREQUENCIES, TOPICS, USUAL_QUIET, QuietHours
from lms.web.forms import BaseForm


def _asked_for_when_quiet(form: Any, field: Any) -> None:
    """A time is needed where quiet hours are on, and of no account where they are off.

    Raises:
        StopValidation: there is none, or none is needed.
    """
    typed = bool(field.raw_data and field.raw_data[0].strip())
    if not form.quiet_on.data or not typed:
        field.errors[:] = []
        raise StopValidation(_("Kolom ini harus diisi.") if form.quiet_on.data else "")


def _frequency(topic: str) -> Any:
    return SelectField(
        _(TOPICS[topic].title),
        [InputRequired()],
        choices=[SelectChoice(value, _(words)) for value, words in FREQUENCIES.items()],
    )


class PreferencesForm(BaseForm):
    """How often the e-mails of each topic come (a field for each topic), and when none do."""

    deadlines = _frequency("deadlines")
    course = _frequency("course")
    supervisor = _frequency("supervisor")
    certificates = _frequency("certificates")
    marks = _frequency("marks")
    hours = _frequency("hours")
    plans = _frequency("plans")
    views = _frequency("views")
    exports = _frequency("exports")
    authoring = _frequency("authoring")
    quiet_on = BooleanField(_("Tahan surel pada jam tenang"))
    quiet_from = TimeField(_("Mulai"), [_asked_for_when_quiet])
    quiet_until = TimeField(_("Sampai"), [_asked_for_when_quiet])

    @classmethod
    def showing(cls, preferences: Preferences) -> PreferencesForm:
        """The form as it is filled for a person; a sent one keeps what was typed."""
        quiet = preferences.quiet or USUAL_QUIET
        return cls(
            data={
                **preferences.frequencies,
                "quiet_on": preferences.quiet is not None,
                "quiet_from": quiet.starts,
                "quiet_until": quiet.ends,
            }
        )

    def topics(self) -> Iterator[Any]:
        """The fields of the topics, with what each topic is about as the field's description."""
        for topic in CHOOSABLE:
            field = self[topic]
            field.description = _(TOPICS[topic].explained)
            yield field

    def frequencies(self) -> dict[str, str]:
        """What was chosen for each topic."""
        return {topic: self[topic].data for topic in CHOOSABLE}

    def quiet(self) -> QuietHours | None:
        """The quiet hours that were typed; None where they are off."""
        if not self.quiet_on.data:
            return None
        return QuietHours(self.quiet_from.data, self.quiet_until.data)


def sent_subscription(body: object) -> tuple[str, str, str]:
    """Where a browser's push service takes messages for it, its public key and its secret.

    Raises:
        Invalid: a part is missing or of another type.
    """
    return _text(body, "endpoint"), _text(body, "public_key"), _text(body, "secret")


def sent_endpoint(body: object) -> str:
    """Where a browser's push service takes messages for it.

    Raises:
        Invalid: it is missing or of another type.
    """
    return _text(body, "endpoint")


def _text(body: object, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str):
        raise Invalid(name, "Peramban ini memberi keterangan yang tidak dikenali.")
    return value
