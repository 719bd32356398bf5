"""The worker: does what waits in job rows, minute by minute and whenever it is woken."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from lms import schedule
from lms.core import queue


def work_until_stopped(app: Flask) -> None:
    """Work off jobs; a step in hand is finished first."""

    def work_off() -> None:
        with app.app_context():
            schedule.work_off()

    huey = queue.make_queue(redis_url=app.config["REDIS_URL"], folder=Path(app.config["DATA_DIR"]))
    queue.consume(huey, work_off)
