"""Long work in slices: a job goes on for a moment, then stands at the end of the queue again, so that
letters and grades that wait meanwhile aren't held up.

What does not belong here: what a step does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from time import monotonic
from typing import Any

from lms.core.jobs import enqueue

SLICE_SECONDS = 2.0

Step = Callable[[], bool]
"""Does a little, in the transaction in hand; False where nothing was left to do."""


def ask(kind: str, import_id: int, part: int = 0) -> None:
    """Ask for the work on an import, in the transaction in hand."""
    params = {"import_id": import_id, "part": part}
    enqueue(kind, params, key=f"{kind}:{import_id}:{part % 2}")


def work(kind: str, params: Mapping[str, Any], step: Step) -> Generator[None, None, None]:
    """Do steps for a while, each its own commit; then ask for the rest, in the last one's."""
    until = monotonic() + SLICE_SECONDS
    while step():
        if monotonic() > until:
            # The job in hand still has its own key: parts take turns with two.
            ask(kind, params["import_id"], params.get("part", 0) + 1)
            return
        yield
