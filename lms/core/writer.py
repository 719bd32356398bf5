"""The writer's turn: a fair queue of threads, then a lock on a file between processes.

SQLite's own busy-wait is unfair (a waiting process may starve for seconds); this is first come,
first served inside a process, and the kernel's queue between processes.
"""

from __future__ import annotations

import os
from collections import deque
from threading import Lock

try:
    import fcntl
except ImportError:  # Windows: one process serves, the thread queue is enough
    fcntl = None  # type: ignore[assignment]


class WriterLock:
    """A lock that is granted in the order of asking. Not re-entrant."""

    def __init__(self, file: str | None, *, needed: bool = True) -> None:
        self._file = file
        self._needed = needed
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._held = False
        self._handle: tuple[int, int] | None = None

    @classmethod
    def unneeded(cls) -> WriterLock:
        """For databases that order their writers themselves."""
        return cls(None, needed=False)

    def acquire(self) -> None:
        """Wait for the turn, however long; a process that dies gives up its turn."""
        if not self._needed:
            return
        self._queue_up()
        if self._file and fcntl is not None:
            try:
                fcntl.flock(self._descriptor(self._file), fcntl.LOCK_EX)
            except BaseException:
                self._next()
                raise

    def release(self) -> None:
        """Pass the turn on."""
        if not self._needed:
            return
        if self._file and fcntl is not None:
            fcntl.flock(self._descriptor(self._file), fcntl.LOCK_UN)
        self._next()

    def _queue_up(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def _descriptor(self, file: str) -> int:
        # One open file for each process: a descriptor inherited by a fork shares its parent's lock.
        if self._handle is None or self._handle[0] != os.getpid():
            self._handle = (
                os.getpid(),
                os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600),
            )
        return self._handle[1]
