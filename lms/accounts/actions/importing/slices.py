"""Long work in slices: a job goes on for a moment, then stands at the end of the queue again, so that
letters and grades that wait meanwhile aren't held up.

What does not belong here: what a step does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from time import monotonic
from typing import Any

from lms.core.jobs import enqueue
from lms.core.long_work import clear_log, writers_take_turns

SLICE_SECONDS = 2.0

Step = Callable[[], bool]
"""Does a little, in the transaction in hand; False where nothing was left to do."""


STEP_SECONDS, TURN_SECONDS = 0.05, 0.004
"""What a step should take, where others write meanwhile and where all of them wait for their turn: an
answer's receipt then has to wait for a whole step."""


class Pace:
    """How much a step does: as much as the last ones got done in the time that a step should take."""

    def __init__(self, start: int, least: int, most: int) -> None:
        self.size = start
        self._goal = TURN_SECONDS if writers_take_turns() else STEP_SECONDS
        self._least = least
        self._most = most
        self._since: float | None = None

    def begin(self) -> None:
        """The step has the writer's turn."""
        self._since = monotonic()

    def end(self) -> None:
        """The step is committed."""
        if self._since is not None:
            taken = max(monotonic() - self._since, 0.001)
            wanted = self.size * min(2.0, max(0.5, self._goal / taken))
            # Slowly up, at once down: a step that is too long is what hurts.
            self.size = max(self._least, min(self._most, round(min(wanted, self.size * 1.25 + 1))))
            self._since = None


def ask(kind: str, import_id: int, part: int = 0) -> None:
    """Ask for the work on an import, in the transaction in hand."""
    params = {"import_id": import_id, "part": part}
    enqueue(kind, params, key=f"{kind}:{import_id}:{part % 2}")


def work(
    kind: str, params: Mapping[str, Any], step: Step, pace: Pace | None = None
) -> Generator[None, None, None]:
    """Do steps for a while, each its own commit; then ask for the rest, in the last one's."""
    until = monotonic() + SLICE_SECONDS
    while step():
        if monotonic() > until:
            # The job in hand still has its own key: parts take turns with two.
            ask(kind, params["import_id"], params.get("part", 0) + 1)
            return
        yield
        _between_steps(pace)


def to_the_end(step: Step, pace: Pace | None = None) -> Generator[None, None, None]:
    """Do steps without a pause, as a command does; whoever calls commits after each."""
    while step():
        yield
        _between_steps(pace)


def _between_steps(pace: Pace | None) -> None:
    if pace is not None:
        pace.end()
    clear_log()
