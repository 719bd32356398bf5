"""What wakes the worker: Huey, in a file of its own or in Redis. Nothing else knows of Huey.

The work itself is in job rows (`jobs.py`), so a lost wake-up costs at most a minute.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huey import Huey

# Huey is imported where it is used: it brings 14 MB, and a server's process seldom wakes the worker.

TASK = "work"


def make_queue(*, redis_url: str, folder: Path) -> Huey:
    """The queue for this installation."""
    if redis_url:
        from huey import RedisHuey

        return RedisHuey("lms", url=redis_url)
    _import_without("redis", "psycopg")
    from huey import SqliteHuey

    folder.mkdir(parents=True, exist_ok=True)
    # Huey opens the interpreter's own SQLite, which may be too old for a safe WAL.
    return SqliteHuey(
        "lms", filename=str(folder / "queue.db"), journal_mode="truncate", fsync=False
    )


def waker(*, redis_url: str, folder: Path) -> Callable[[], None]:
    """What wakes the worker from another process; the queue is opened at the first call."""

    @cache
    def task() -> Callable[[], object]:
        queue = make_queue(redis_url=redis_url, folder=folder)
        return queue.task(name=TASK)(_elsewhere)  # type: ignore[no-any-return]

    def wake() -> None:
        task()()

    return wake


def consume(queue: Huey, work: Callable[[], None]) -> None:
    """Work when woken and every minute, until told to stop; what is in hand is finished first."""
    from huey import crontab
    from huey.consumer import Consumer

    def on_waking() -> None:
        work()

    # Huey knows a task by its module and name, so the waking one stands in this module on both sides.
    queue.task(name=TASK)(on_waking)
    queue.periodic_task(crontab(minute="*"), name="every-minute")(work)
    Consumer(queue, workers=1, initial_delay=0.1, max_delay=1.0, backoff=1.5).run()


def _import_without(*clients: str) -> None:
    """Import Huey as if these weren't installed: it takes in whatever it finds, 14 MB that a queue
    in a file never uses."""
    absent = [name for name in clients if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        import huey  # noqa: F401
    finally:
        for name in absent:
            del sys.modules[name]


def _elsewhere() -> None:
    raise RuntimeError("the worker does this, not the process that asks for it")
