"""The shape of what a browser sends: events as JSON, the plain form of a whole paper, and the forms
around reports of questions.

Only shapes are checked here; whether a question can have an answer is decided by `rules`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from lms.assessment.rules import Scheme, Sent, Typed
from lms.core.errors import Invalid
from lms.web.forms import BaseForm, MomentField
from lms.web.intake import counting

LARGEST_NUMBER = 2**53 - 1
"""Numbers come from JavaScript."""
LONGEST_DEVICE_ID = 64

SHOWN = "shown-"
ANSWER = "answer-"


class ReportForm(BaseForm):
    """What is wrong with a question."""

    content = TextAreaField(_l("Apa yang keliru?"), validators=[InputRequired()])


class AnswerForm(BaseForm):
    """What its authors say to a report."""

    answer = TextAreaField(_l("Jawaban"), validators=[InputRequired()])


class CorrectionForm(BaseForm):
    """What is to be done about a question, and why. The new key stands in the fields of its kind."""

    kind = RadioField(_l("Yang dilakukan"), validate_choice=False, validators=[InputRequired()])
    key = StringField(_l("Kunci yang benar"))
    reason = TextAreaField(_l("Alasan"), validators=[InputRequired()])
    seen = IntegerField(default=0)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer what can be done about the question, with words for each."""
        self.kind.choices = list(choices)


class OverrideForm(BaseForm):
    """A score that counts in place of the computed one, and why; `seen` is the override that the page
    showed."""

    score = StringField(_l("Nilai (0 sampai 100)"), validators=[InputRequired()])
    reason = TextAreaField(_l("Alasan"), validators=[InputRequired()])
    seen = IntegerField(default=0)


class WithdrawalForm(BaseForm):
    """Why the computed score is to count again."""

    # The reason of another override stands on the same page.
    reason = TextAreaField(
        _l("Alasan pencabutan"), validators=[InputRequired()], id="withdrawal-reason"
    )
    seen = IntegerField(default=0)


class SchemeForm(BaseForm):
    """How an activity is marked; lateness is asked for of assignments only."""

    anonymous = BooleanField(_l("Sembunyikan nama peserta saat menilai"))
    double = BooleanField(_l("Dinilai oleh dua orang"))
    tolerance = IntegerField(
        _l("Selisih terbesar kedua penilai (poin nilai)"), validators=[InputRequired()]
    )
    late_percent = IntegerField(
        _l("Pengurangan per hari terlambat (persen)"), validators=[InputRequired()]
    )
    late_most = IntegerField(_l("Pengurangan paling banyak (persen)"), validators=[InputRequired()])
    release = RadioField(_l("Kapan peserta melihat nilainya"), validators=[InputRequired()])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.release.choices = [
            ("at-once", _l("Segera setelah selesai dinilai")),
            ("together", _l("Bersama-sama, setelah Anda mengumumkannya")),
        ]

    def without_lateness(self) -> None:
        """Don't ask for it: what isn't an assignment is never late."""
        del self.late_percent
        del self.late_most

    def applied_to(self, present: Scheme) -> Scheme:
        """What was chosen; what wasn't asked for stays."""
        chosen = {name: field.data for name, field in self._fields.items()}
        return replace(present, **chosen)


class ReturnForm(BaseForm):
    """What is to be done about a work that is given back, and until when. It stands in the form of the
    work's marks, which has a reason of its own where they are changed."""

    reason = TextAreaField(
        _l("Yang perlu diperbaiki"),
        validators=[InputRequired()],
        id="return-reason",
        name="return-reason",
    )
    until = MomentField(_l("Dikumpulkan lagi paling lambat"), validators=[InputRequired()])


class StartPasswordForm(BaseForm):
    """A word to be told in the room; empty where none is asked for."""

    word = StringField(_l("Kata sandi kuis"))


class PauseForm(BaseForm):
    """Why the clocks are to stand still."""

    # The reason of an accommodation stands on the same page.
    reason = StringField(_l("Alasan"), validators=[InputRequired()], id="pause-reason")


class AccommodationForm(BaseForm):
    """What one participant is granted, among those whom the search `q` found."""

    person = RadioField(
        _l("Peserta"), coerce=counting, validate_choice=False, validators=[InputRequired()]
    )
    extra_time = IntegerField(_l("Tambahan waktu (persen)"), validators=[Optional()], default=0)
    extra_attempts = IntegerField(_l("Tambahan kesempatan"), validators=[Optional()], default=0)
    reason = StringField(_l("Alasan"), validators=[InputRequired()])

    def offer(self, people: Iterable[tuple[int, str, str]]) -> None:
        """Offer the participants (id, name, unit) that were found."""
        self.person.choices = [
            (id_, f"{name} · {unit}" if unit else name) for id_, name, unit in people
        ]


def sent_event(body: object) -> Sent:
    """One event of the page's script.

    Raises:
        Invalid: a part is missing or of another type.
    """
    if not isinstance(body, dict):
        raise _unreadable("event")
    kind, payload = body.get("kind", "answer"), body.get("payload")
    if kind not in ("answer", "flag") or not isinstance(payload, dict):
        raise _unreadable("payload")
    return Sent(
        event_id=event_id(body.get("event_id")),
        kind=kind,
        position=_number(body, "position"),
        payload=payload,
        seq=_number(body, "seq"),
        epoch=_number(body, "epoch"),
        device_id=_device_id(body.get("device_id")),
        wall_ms=_number(body, "wall_ms") if body.get("wall_ms") is not None else None,
        mono_ms=_number(body, "mono_ms") if body.get("mono_ms") is not None else None,
    )


def typed_answers(pairs: Iterable[tuple[str, str]], *, cleared: int | None) -> tuple[Typed, ...]:
    """All questions of the plain form; `cleared` is the one whose answer is to be taken back.

    Raises:
        Invalid: no page of ours sends such fields.
    """
    shown: dict[int, Mapping[str, Any]] = {}
    values: dict[int, list[tuple[int, str]]] = {}
    for name, value in pairs:
        if name.startswith(SHOWN):
            shown[position(name.removeprefix(SHOWN))] = _shown(value)
        elif name.startswith(ANSWER):
            place, _, part = name.removeprefix(ANSWER).partition("-")
            values.setdefault(position(place), []).append((position(part or "0"), value))
    return tuple(
        Typed(place, payload, () if place == cleared else tuple(values.get(place, ())))
        for place, payload in shown.items()
    )


def typed_key(pairs: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
    """The fields of a new key as (part, text): those of an answer to the only question of a page.

    Raises:
        Invalid: no page of ours sends such fields.
    """
    values = []
    for name, value in pairs:
        if name.startswith(ANSWER):
            _place, _, part = name.removeprefix(ANSWER).partition("-")
            values.append((position(part or "0"), value))
    return values


def position(text: str, *, digits: int = 5) -> int:
    """A number, such as a question's place, from the name of a field or the value of a button.

    Raises:
        Invalid: it is none, or has more digits.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise _unreadable("position")
    return int(text)


def event_id(text: object) -> str:
    """The id that a browser gave to an event, in its one way of writing.

    Raises:
        Invalid: it is no UUID.
    """
    try:
        return str(UUID(str(text)))
    except ValueError:
        raise _unreadable("event_id") from None


def _shown(text: str) -> Mapping[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError:
        raise _unreadable("shown") from None
    if not isinstance(payload, dict):
        raise _unreadable("shown")
    return payload


def _number(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        raise _unreadable(name)
    return value


def _device_id(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_DEVICE_ID:
        raise _unreadable("device_id")
    return value


def _unreadable(field: str) -> Invalid:
    return Invalid(field, "Kiriman ini tidak terbaca. Muat ulang halaman, lalu jawab lagi.")
