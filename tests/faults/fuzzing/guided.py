"""The fuzzer on atheris, which keeps what reaches new code and changes that: a process of its own.

    python -m tests.faults.fuzzing.guided PLACE INPUTS SECONDS

Instrumented code is slower and libFuzzer takes memory of its own, so neither is a verdict here: the
costliest inputs are kept as `PLACE/costly-…` and checked again by `generated`.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["lms"]):
    import lms.courses.source  # noqa: F401 (what is imported here is instrumented, the rest is not)

from tests.faults.fuzzing.cases import LARGEST
from tests.faults.fuzzing.checker import MEMORY_LIMIT, checker_in_its_own_process
from tests.faults.fuzzing.mutations import TOKENS, Mutator

SMALL = 4 * 1024
"""Bytes of an input that is changed; of a larger one only its beginning is."""
LARGE_SHARE = 1 / 400
SLOW_S = 0.2
MUCH_KB = 4 * 1024
OWN_MEMORY = 200 * 1024**2
"""What libFuzzer may take besides the checker."""


def write_dictionary(file: Path) -> None:
    """The signs of the format in libFuzzer's spelling."""
    words = ("".join(f"\\x{byte:02x}" for byte in token) for token in TOKENS)
    file.write_text("".join(f'"{word}"\n' for word in words))


def main(place: Path, inputs: int, seconds: int) -> None:
    """Check so many inputs, unless the time is over before. Never returns: libFuzzer exits."""
    checker = checker_in_its_own_process(place, math.inf, MEMORY_LIMIT + OWN_MEMORY)
    mutator = Mutator.of(place / "seeds")
    figures = checker.record.figures
    slow_s, much_kb = SLOW_S, figures.peak_kb + MUCH_KB

    def check(case: bytes) -> None:
        nonlocal slow_s, much_kb
        took_s = checker.check(case)
        if took_s > slow_s or figures.peak_kb > much_kb:
            slow_s, much_kb = max(slow_s, took_s), max(much_kb, figures.peak_kb + MUCH_KB)
            (place / f"costly-{figures.inputs:06}").write_bytes(case)

    def change(case: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        case = case[:SMALL]
        chance = random.random()
        if chance < LARGE_SHARE:
            return mutator.grown(case, random)[:most]
        if chance < 0.5:
            return mutator.changed(case, random)[:most]
        return bytes(atheris.Mutate(case, min(most, SMALL)))

    write_dictionary(place / "dictionary")
    (place / "corpus").mkdir()
    options = {
        "runs": inputs,
        "max_total_time": seconds,
        "seed": 1,
        "max_len": LARGEST,
        "len_control": 0,
        "dict": place / "dictionary",
        "artifact_prefix": f"{place}/",
        "report_slow_units": seconds,
        "rss_limit_mb": 0,
        "verbosity": 0,
    }
    arguments = [f"-{name}={value}" for name, value in options.items()]
    folders = [str(place / "corpus"), str(place / "seeds")]
    atheris.Setup([sys.argv[0], *arguments, *folders], check, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
