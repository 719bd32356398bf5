"""The writer's turn is granted in the order of asking, between threads and between processes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

from lms.core.writer import WriterLock


def test_threads_get_their_turn_in_the_order_of_asking(tmp_path: Path) -> None:
    lock = WriterLock(str(tmp_path / "turn"))
    order: list[int] = []
    lock.acquire()

    def take(number: int) -> None:
        lock.acquire()
        order.append(number)
        lock.release()

    threads = []
    for number in range(6):
        thread = Thread(target=take, args=(number,))
        thread.start()
        threads.append(thread)
        while len(lock._waiting) <= number:
            pass
    lock.release()
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_a_process_that_dies_gives_up_its_turn(tmp_path: Path) -> None:
    file = str(tmp_path / "turn")
    program = (
        "import os, sys; from lms.core.writer import WriterLock;"
        "WriterLock(sys.argv[1]).acquire(); print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"held\n"
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    lock = WriterLock(file)
    lock.acquire()
    lock.release()


def test_a_process_that_asks_again_at_once_comes_behind_one_that_waits(tmp_path: Path) -> None:
    file = str(tmp_path / "turn")
    program = (
        "import sys; from lms.core.writer import WriterLock; lock = WriterLock(sys.argv[1]);"
        "lock.acquire(); print('held', flush=True); sys.stdin.readline();"
        "lock.release(); lock.acquire(); print('again', flush=True)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"held\n"
    order: list[str] = []

    def take() -> None:
        lock = WriterLock(file)
        lock.acquire()
        order.append("waited")
        lock.release()

    waiting = Thread(target=take)
    waiting.start()
    while _is_free(f"{file}.door"):
        pass
    child.stdin.write(b"go on\n")
    child.stdin.flush()
    assert child.stdout.readline() == b"again\n"
    order.append("again")
    waiting.join()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert order == ["waited", "again"]


def test_a_lock_that_nobody_holds_any_more_keeps_no_file_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for number in range(3):
        lock = WriterLock(str(tmp_path / f"turn-{number}"))
        lock.acquire()
        lock.release()
    del lock
    assert len(os.listdir("/proc/self/fd")) == before


def _is_free(file: str) -> bool:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
