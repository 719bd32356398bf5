"""The process that renders: reads a message, renders within its limits, answers; until the end.

Start it with `python -m lms.core.markup.child CPU_SECONDS MEMORY_BYTES`. Messages are a length
(four bytes, big-endian) and JSON, on standard input and output. It ends when its input ends, which
also happens when its parent dies: unlike PR_SET_PDEATHSIG, that doesn't fire when only the thread
that started it ends.

Belongs here: messages and limits. Doesn't belong here: anything about Markdown.
"""

from __future__ import annotations

import json
import logging
import signal
import struct
import sys
from types import FrameType
from typing import Any, BinaryIO

from lms.core import children
from lms.core.markup.compiler import compile_text
from lms.core.markup.values import Options, Refused, options_from_json, source_from_json

HEADER = struct.Struct(">I")

_log = logging.getLogger(__name__)


class _OutOfTime(BaseException):
    """Not an `Exception`: no library may swallow it."""


class _CpuTimer:
    """Raises `_OutOfTime` in the block after so many seconds of CPU time.

    CPU time, because on a busy machine wall time would refuse innocent texts. It fires again every
    50 ms, in case an exception gets lost in a place that can't raise, such as a destructor.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._armed = False
        signal.signal(signal.SIGPROF, self._fire)

    def __enter__(self) -> None:
        self._armed = True
        signal.setitimer(signal.ITIMER_PROF, self._seconds, 0.05)

    def __exit__(self, *_: object) -> None:
        self._armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _fire(self, _signal: int, _frame: FrameType | None) -> None:
        if self._armed:
            raise _OutOfTime


def answer(message: dict[str, Any], options: Options, timer: _CpuTimer) -> dict[str, str]:
    """`{"html": …}` or `{"refused": reason}`; never an exception for what a text contains."""
    try:
        with timer:
            return {"html": compile_text(source_from_json(message), options)}
    except Refused as refused:
        return {"refused": refused.reason}
    except _OutOfTime:
        return {"refused": "time"}
    except MemoryError:
        return {"refused": "memory"}
    except RecursionError:
        return {"refused": "nesting"}
    except Exception:  # noqa: BLE001 - whatever it is, the next text must still be answered
        _log.exception("a text could not be rendered")
        return {"refused": "crash"}


def serve(requests: BinaryIO, answers: BinaryIO, timer: _CpuTimer) -> None:
    """Answer until the requests end. An empty message says: ready, or the options are taken."""
    options = Options()
    _write(answers, {})
    while header := requests.read(HEADER.size):
        message = json.loads(requests.read(HEADER.unpack(header)[0]))
        if "options" in message:
            options = options_from_json(message)
            _write(answers, {})
        else:
            _write(answers, answer(message, options, timer))


def _write(answers: BinaryIO, message: dict[str, str]) -> None:
    data = json.dumps(message).encode()
    answers.write(HEADER.pack(len(data)) + data)
    answers.flush()


def main() -> None:
    """Entry point of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who then closes us.
    children.limit(memory_bytes=int(sys.argv[2]))
    serve(sys.stdin.buffer, children.answers(), _CpuTimer(float(sys.argv[1])))


if __name__ == "__main__":
    main()
