"""Fixtures of learning's tests: a published course, a learner in it, and what was announced."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.core import events
from lms.core.db import begin_unit
from lms.core.events import Event, Reaction
from tests.factories.courses import publish_course


@pytest.fixture
def course(app: Flask) -> str:
    """The key of a published course: `materi-1`, `materi-2`, and the quiz `kuis` (pass mark 70)."""
    with app.app_context():
        begin_unit(may_write=True)
        return publish_course("kursus").key


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Every event published in the test, in order."""
    seen: list[Event] = []
    before = events._reactions
    monkeypatch.setattr(events, "_reactions", (*before, Reaction(Event, seen.append)))
    return seen
