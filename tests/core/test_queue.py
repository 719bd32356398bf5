"""A wake-up from another process reaches the worker's task."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lms.core import jobs, queue
from lms.core.db import begin_unit, begin_writing, commit, is_writing


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


def test_the_worker_is_woken_after_the_next_writer_may_go_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing: list[bool] = []
    monkeypatch.setattr("lms.core.jobs._wake", lambda: writing.append(is_writing()))
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        jobs.enqueue("anything", {})
        commit()
        begin_writing()
        commit()
    assert writing == [False]
