"""The table that is printed, and the two ways in which figures are compared: by ratio, by limit."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.visitor import Answer, cpu_seconds
from tests.tools import server

ROUNDS = 45
REQUESTS = 80
"""In a row, before the other side's turn: well under a second, within which a machine changes little."""


@dataclass
class Report:
    """Lines of the table, and whether any limit was passed."""

    passed: bool = True

    def ratio(self, what: str, measured: Alternated, target: float, limit: float) -> None:
        """Compare rates: the floor's CPU time for a request over ours."""
        rate = measured.rate
        ours, base = (1e3 * statistics.median(times) for times in (measured.ours, measured.base))
        words = f"{rate:.2f} of the floor (ours {ours:.2f} ms CPU, floor {base:.2f} ms)"
        self.line(what, words, f"{target:.2f}", f"{limit:.2f}", rate >= limit, rate >= target)

    def times(self, what: str, ours: float, base: float, limit: float) -> None:
        """Compare times that the other one's may be multiplied by."""
        words = f"{ours / base:.1f} × the base (ours {ours * 1e3:.1f} ms, base {base * 1e3:.1f} ms)"
        good = ours <= base * limit
        self.line(what, words, f"{limit:g}", f"{limit:g}", good, good)

    def printed(self, what: str, words: str) -> None:
        """Print a figure that nothing is asked of."""
        print(f"{what:34} {words} (printed only)", flush=True)

    def toward(self, what: str, seconds: float, target: float) -> None:
        """Print a time beside what it should be; no time of a shared machine fails."""
        self.line(what, f"{seconds:.3f} s", f"{target:g}", "none", True, seconds <= target)

    def most(self, what: str, value: float, unit: str, target: float, limit: float) -> None:
        """Compare something that must stay small."""
        words, good = f"{value:.1f} {unit}", value <= limit
        self.line(what, words, f"{target:g}", f"{limit:g}", good, value <= target)

    def line(self, what: str, words: str, target: str, limit: str, good: bool, best: bool) -> None:
        """Print one line; remember a passed limit."""
        verdict = "FAILS" if not good else "ok" if best else "ok, above target"
        print(f"{what:34} {words:62} target {target:>5} limit {limit:>5}  {verdict}", flush=True)
        self.passed = self.passed and good


@dataclass(frozen=True)
class Alternated:
    """Server CPU seconds for a call, of rounds that followed each other closely: ours and the
    floor's."""

    ours: list[float]
    base: list[float]

    @property
    def rate(self) -> float:
        """The median, over the rounds, of the floor's time over ours. Each round by itself: a machine
        whose memory is slow for a while (a shared one is) slows both sides of it."""
        pairs = zip(self.ours, self.base, strict=True)
        return statistics.median(base / ours for ours, base in pairs)


def alternate(
    ours: Callable[[], object],
    ours_server: server.Server,
    base: Callable[[], object],
    base_server: server.Server,
    calls: int = REQUESTS,
) -> Alternated:
    """Measure both sides in turn (A B A B …), so many calls at a time; the first round warms up."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 1):
        for index, (call, host) in enumerate(((ours, ours_server), (base, base_server))):
            before = cpu_seconds(host)
            for _ in range(calls):
                call()
            times[index].append((cpu_seconds(host) - before) / calls)
    return Alternated(times[0][1:], times[1][1:])


def expecting(status: int, call: Callable[[], Answer]) -> Callable[[], None]:
    """The call, failing loudly when the answer has another status."""

    def checked() -> None:
        answer = call()
        if answer.status != status:
            raise RuntimeError(f"expected {status}, got {answer.status}: {answer.body[:300]!r}")

    return checked
