"""A wake-up from another process reaches the worker's task."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.core import queue


def test_what_a_server_sends_is_a_task_that_the_worker_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.waker(redis_url="", folder=tmp_path)()

    def run_what_waits(consumer: object) -> None:
        task = consumer.huey.dequeue()
        assert task is not None
        consumer.huey.execute(task)

    monkeypatch.setattr("huey.consumer.Consumer.run", run_what_waits)
    done: list[bool] = []
    worker = queue.make_queue(redis_url="", folder=tmp_path)
    queue.consume(worker, lambda: done.append(True))
    assert done == [True]
    worker.storage.close()
