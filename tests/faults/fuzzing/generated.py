"""The fuzzer on Hypothesis: a process of its own.

    python -m tests.faults.fuzzing.generated PLACE INPUTS CPU-SECONDS

First, without instrumentation, what was costliest under `guided`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.courses.source.any_bytes import SIGNS
from tests.courses.source.folders import BEFORE
from tests.faults.fuzzing.cases import MODULE, encode
from tests.faults.fuzzing.checker import Checker, checker_in_its_own_process
from tests.faults.fuzzing.mutations import Mutator

SMALL_ROUND, LARGE_ROUND = 1_000, 3
"""Inputs of a round. Hypothesis remembers what it tried, so one round of all would not fit; for a
megabyte it draws too slowly, so a plain random number decides."""
ROUND = settings(
    database=None,
    deadline=None,
    max_examples=SMALL_ROUND,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


class Decisions(Random):
    """Chance read from bytes, zeros after the last. Hypothesis draws and shrinks them all at once,
    which takes a fraction of the time of a draw for every decision."""

    def __init__(self, drawn: bytes) -> None:
        super().__init__(0)
        self._left = int.from_bytes(drawn, "little")

    def getrandbits(self, k: int, /) -> int:
        """The next bits."""
        bits = self._left & ((1 << k) - 1)
        self._left >>= k
        return bits

    def random(self) -> float:
        """The next bits as a number from 0 to 1."""
        return self.getrandbits(16) / 2**16


def small_cases(mutator: Mutator) -> st.SearchStrategy[bytes]:
    """Mostly seeds changed; sometimes only signs, or any bytes, in some place of a course."""
    signs = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join).map(str.encode)
    before = st.sampled_from(sorted(BEFORE.values())).map(str.encode)
    modules = st.tuples(before, signs | st.binary(max_size=400)).map(b"".join)
    changed = st.binary(min_size=32, max_size=64).map(lambda drawn: mutator.small(Decisions(drawn)))
    return st.one_of(*[changed] * 9, modules.map(lambda data: encode({MODULE: data})))


def fuzz(checker: Checker, mutator: Mutator, inputs: int, seconds: float) -> None:
    """Check so many inputs, unless its CPU time is over before."""
    until = time.process_time() + seconds
    figures = checker.record.figures
    number = 0
    while figures.inputs < inputs and time.process_time() < until:
        one_round(checker.check, small_cases(mutator), number)
        random = Random(number)
        for _ in range(LARGE_ROUND):
            checker.check(mutator.large(random))
        number += 1


def one_round(
    check: Callable[[bytes], float], cases: st.SearchStrategy[bytes], number: int
) -> None:
    """Check the inputs of one round; a failing one is made as small as Hypothesis can before it fails."""

    @seed(number)
    @ROUND
    @given(cases)
    def keeps_its_promises(case: bytes) -> None:
        check(case)

    keeps_its_promises()


def main(place: Path, inputs: int, seconds: float) -> None:
    """Check again what was costly, then new inputs."""
    checker = checker_in_its_own_process(place)
    for costly in sorted(place.glob("costly-*")):
        checker.check(costly.read_bytes())
    figures = checker.record.figures
    figures.inputs = figures.large = figures.commands = 0
    fuzz(checker, Mutator.of(place / "seeds"), inputs, seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
