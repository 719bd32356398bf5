"""The caller's side: hands texts to one child process and kills it when it doesn't answer.

Belongs here: the life of the child. Doesn't belong here: Markdown, which this process never loads.
Signals need a main thread and a killed thread takes its process along, so rendering of what
strangers wrote happens in a process of its own, from whatever thread it is asked for.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import struct
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import IO, Any

from lms.core import children
from lms.core.markup.values import (
    Options,
    Reason,
    Refused,
    Rendered,
    Source,
    options_to_json,
    source_to_json,
)

_HEADER = struct.Struct(">I")


class RendererUnavailable(RuntimeError):
    """The child process doesn't start: a fault of the installation, not of a text."""


class _ChildDiedError(Exception):
    """The child ended without an answer."""


class _ChildHangsError(Exception):
    """The child is there and doesn't answer."""


class Renderer:
    """One child process, started when first needed and again after it was killed.

    Safe to use from several threads; they take turns, text by text.
    """

    def __init__(
        self,
        *,
        cpu_seconds: float = 1.5,
        memory_bytes: int = 600 * 1024 * 1024,
        wall_seconds: float = 30.0,
    ) -> None:
        """`wall_seconds` only catches a child that hangs; it allows for a busy machine."""
        self._arguments = [str(cpu_seconds), str(memory_bytes)]
        self._wall_seconds = wall_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._told: bytes | None = None  # The options that the child has.

    def render(self, texts: Sequence[Source], *, options: Options) -> list[Rendered]:
        """Safe HTML for every text, in order.

        Raises `Refused`, with the place in the batch, for the first text that passes a limit, and
        `RendererUnavailable` when no child can be started.
        """
        # A large course has many links: they are said once, not with every text.
        said = json.dumps(options_to_json(options)).encode()
        return [self._render_one(text, said, index) for index, text in enumerate(texts)]

    def close(self) -> None:
        """End the child. The next text starts another."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is a child."""
        return self._child.pid if self._child else None

    def forget(self) -> None:
        """After a fork: the child belongs to the parent process; leave it alone."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        self._told = None
        if child:
            _close_pipes(child)
            child.returncode = 0  # Not ours to wait for.

    def _render_one(self, text: Source, options: bytes, index: int) -> Rendered:
        request = json.dumps(source_to_json(text)).encode()
        with self._lock:
            answer = self._ask(options, request)
            reason: Reason | None = answer.get("refused")
            if reason in ("memory", "crash"):
                self._stop()  # Who knows what is left of it.
        if reason:
            raise Refused(reason, index)
        return Rendered(answer["html"])

    def _ask(self, options: bytes, request: bytes) -> dict[str, Any]:
        """One answer. A child that dies gets a second chance: somebody else may have killed it."""
        for _ in range(2):
            child = self._child or self._start()
            try:
                self._tell(child, options)
                return self._exchange(child, request)
            except _ChildDiedError:
                self._stop()
            except _ChildHangsError:
                self._stop()
                return {"refused": "time"}
            except BaseException:
                self._stop()  # Else its answer would be taken for that of the next text.
                raise
        return {"refused": "crash"}

    def _tell(self, child: subprocess.Popen[bytes], options: bytes) -> None:
        """Say what holds from now on, unless that is what holds already."""
        if options != self._told:
            self._exchange(child, options)
            self._told = options

    def _exchange(self, child: subprocess.Popen[bytes], message: bytes | None) -> dict[str, Any]:
        """Send `message`, if any, and read one answer."""
        until = time.monotonic() + self._wall_seconds
        try:
            if message is not None:
                _write(_pipe(child.stdin), _HEADER.pack(len(message)) + message, until)
            size = _HEADER.unpack(_read(_pipe(child.stdout), _HEADER.size, until))[0]
            answer: dict[str, Any] = json.loads(_read(_pipe(child.stdout), size, until))
        except OSError as error:
            raise _ChildDiedError from error
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            children.command("lms.core.markup.child", *self._arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=children.environment(),
            bufsize=0,
        )
        os.set_blocking(_pipe(child.stdin).fileno(), False)
        self._child = child
        try:
            self._exchange(child, None)
        except (_ChildDiedError, _ChildHangsError) as error:
            self._stop()
            raise RendererUnavailable("the process that renders texts does not start") from error
        return child

    def _stop(self) -> None:
        child, self._child = self._child, None
        self._told = None
        if child:
            child.kill()
            child.wait()
            _close_pipes(child)


def _write(pipe: IO[bytes], data: bytes, until: float) -> None:
    """Write all of it; `until` is on the monotonic clock."""
    rest = memoryview(data)
    while rest:
        _wait(pipe, select.POLLOUT, until)
        rest = rest[os.write(pipe.fileno(), rest) :]


def _read(pipe: IO[bytes], size: int, until: float) -> bytes:
    """Read so many bytes."""
    data = b""
    while len(data) < size:
        _wait(pipe, select.POLLIN, until)
        part = os.read(pipe.fileno(), size - len(data))
        if not part:
            raise _ChildDiedError
        data += part
    return data


def _wait(pipe: IO[bytes], event: int, until: float) -> None:
    waiting = select.poll()
    waiting.register(pipe, event)
    if not waiting.poll(max(0.0, until - time.monotonic()) * 1000):
        raise _ChildHangsError


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise _ChildDiedError
    return pipe


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        try:
            if pipe:
                pipe.close()
        except BrokenPipeError:
            continue  # A request was under way when the child was killed.


_shared = Renderer()
atexit.register(_shared.close)
os.register_at_fork(after_in_child=_shared.forget)


def render(texts: Sequence[Source], *, options: Options) -> list[Rendered]:
    """Safe HTML for every text, in order, from this process's one renderer.

    Raises `Refused` for the first text that passes a limit; see `Renderer.render`.
    """
    return _shared.render(texts, options=options)
