"""What a fuzzing process notes for the one that started it, in a mapped file: readable whatever
ends the process, the input it was working on included."""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from tests.faults.fuzzing.cases import LARGEST

_LAYOUT = struct.Struct("<QQQdQQ")


@dataclass
class Figures:
    """What is counted and measured."""

    inputs: int = 0
    large: int = 0
    """Inputs of half the largest size and more."""
    commands: int = 0
    """Inputs that went through the whole command."""
    most_cpu_s: float = 0.0
    """Of one input."""
    peak_kb: int = 0
    """Memory of the whole process: Python, the application and the fuzzer included."""


class Record:
    """The figures and the current input, kept in a file."""

    def __init__(self, file: Path) -> None:
        with file.open("a+b") as opened:
            os.truncate(opened.fileno(), _LAYOUT.size + LARGEST)
            self._map = mmap.mmap(opened.fileno(), 0)
        *figures, self._length = _LAYOUT.unpack_from(self._map)
        self.figures = Figures(*figures)

    def begin(self, case: bytes) -> None:
        """Note the input that is being worked on."""
        self._length = len(case)
        self._map[_LAYOUT.size : _LAYOUT.size + len(case)] = case
        self.write()

    def write(self) -> None:
        """Make the figures seen."""
        one = self.figures
        numbers = (one.inputs, one.large, one.commands, one.most_cpu_s, one.peak_kb)
        _LAYOUT.pack_into(self._map, 0, *numbers, self._length)

    def current(self) -> bytes:
        """The input that was begun last."""
        return self._map[_LAYOUT.size : _LAYOUT.size + self._length]
