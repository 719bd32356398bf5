"""What wakes the worker: Huey, in a file of its own or in Redis. Nothing else knows of Huey.

The work itself is in job rows (`jobs.py`), so a lost wake-up costs at most a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer


def make_queue(*, redis_url: str, folder: Path) -> Huey:
    """The queue for this installation."""
    if redis_url:
        return RedisHuey("lms", url=redis_url)
    folder.mkdir(parents=True, exist_ok=True)
    # Huey opens the interpreter's own SQLite, which may be too old for a safe WAL.
    return SqliteHuey("lms", filename=str(folder / "queue.db"), journal_mode="truncate", fsync=False)


def add_wake(queue: Huey, work: Callable[[], None]) -> Callable[[], None]:
    """Register the one task, run on demand and every minute; returns what asks for it."""
    task = queue.task(name="work")(work)
    queue.periodic_task(crontab(minute="*"), name="work-every-minute")(work)

    def wake() -> None:
        task()

    return wake


def consume(queue: Huey) -> None:
    """Work until told to stop; a job's step in hand is finished first (SIGTERM is graceful)."""
    Consumer(
        queue, workers=1, periodic=True, initial_delay=0.1, max_delay=1.0, backoff=1.5,
        worker_type="thread",
    ).run()
