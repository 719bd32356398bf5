"""Papers take turns: nobody waits long for one, and whoever did is told so."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic

import pytest

from lms.core import children
from lms.core.errors import Busy
from lms.core.papers import drawing

LIMITS = {"cpu_seconds": 5, "wall_seconds": 30}


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> BoundedSemaphore:
    """One paper at a time; whoever comes meanwhile waits no time."""
    one = BoundedSemaphore(1)
    monkeypatch.setattr(drawing, "_turns", one)
    monkeypatch.setattr(drawing, "PATIENCE_S", 0.05)
    return one


def _answers(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], bytes]) -> None:
    monkeypatch.setattr(children, "answer_to", lambda *_message, **_limits: answer())


def test_who_waits_too_long_for_a_turn_is_told_that_the_server_is_busy(
    turns: BoundedSemaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, lambda: b"%PDF")
    with turns:
        began = monotonic()
        with pytest.raises(Busy, match="sibuk"):
            drawing.drawn(b"", "child", **LIMITS)
        assert monotonic() - began < 2
    assert drawing.drawn(b"", "child", **LIMITS) == b"%PDF"


@pytest.mark.parametrize(("killed", "told"), [(True, Busy), (False, children.NoAnswer)])
def test_a_paper_that_is_not_drawn_gives_its_turn_back(
    turns: BoundedSemaphore,
    monkeypatch: pytest.MonkeyPatch,
    killed: bool,
    told: type[Exception],
) -> None:
    def ends() -> bytes:
        raise children.NoAnswer(killed=killed)

    _answers(monkeypatch, ends)
    with pytest.raises(told):
        drawing.drawn(b"", "child", **LIMITS)
    assert turns.acquire(blocking=False)
