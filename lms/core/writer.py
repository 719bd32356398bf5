"""The writer's turn: a fair queue of threads, then locks on two files between processes.

SQLite's own busy-wait is unfair (a waiting process may starve for seconds), and so is one lock on a file:
the kernel wakes those who wait for it, but whoever has just let go and asks again is quicker. So a process
that waits for its turn stands in a door, and who comes again has to wait behind it.
"""

from __future__ import annotations

import os
from collections import deque
from threading import Lock
from weakref import finalize

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
        self._handles: tuple[int, int, int] | None = None

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
                self._stand_in_line(self._file)
            except BaseException:
                self._next()
                raise

    def release(self) -> None:
        """Pass the turn on."""
        if not self._needed:
            return
        if self._file and fcntl is not None:
            _door, turn = self._descriptors(self._file)
            fcntl.flock(turn, fcntl.LOCK_UN)
        self._next()

    def _stand_in_line(self, file: str) -> None:
        door, turn = self._descriptors(file)
        fcntl.flock(door, fcntl.LOCK_EX)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        finally:
            fcntl.flock(door, fcntl.LOCK_UN)

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

    def _descriptors(self, file: str) -> tuple[int, int]:
        # Open once in each process: a descriptor inherited by a fork shares its parent's lock.
        if self._handles is None or self._handles[0] != os.getpid():
            self._handles = os.getpid(), self._opened(f"{file}.door"), self._opened(file)
        return self._handles[1:]

    def _opened(self, file: str) -> int:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        finalize(self, os.close, descriptor)
        return descriptor
