"""Two versions of a text side by side, for a person who joins them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

Part = tuple[bool, str]
"""Whether the words are only on this side, and the words."""

RowKind = Literal["same", "changed", "mine", "theirs", "gap"]

CONTEXT = 3
"""Lines alike that are shown around a difference."""

MOST_COMPARED_LINES = 5_000
_WORDS = re.compile(r"\s+|[^\W_]+|.")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each side; one that a side doesn't have is None. A `gap` stands for `left_out`
    lines that are the same."""

    kind: RowKind
    mine_line: int | None = None
    theirs_line: int | None = None
    mine: tuple[Part, ...] | None = None
    theirs: tuple[Part, ...] | None = None
    left_out: int = 0


def side_by_side(mine: str, theirs: str) -> list[Row]:
    """The rows that a person needs to see to join two texts: what differs, and a little around it.

    Joined again, the lines of a side (with those left out) are that side's text.
    """
    left, right = mine.splitlines(), theirs.splitlines()
    # Beyond some thousand lines the exact way takes seconds; the quick one shows more, never less.
    quick = len(left) + len(right) > MOST_COMPARED_LINES
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=quick)
    rows: list[Row] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            same = [_same(a + n, c + n, left[a + n]) for n in range(b - a)]
            rows += _shortened(same, first=a == 0, last=b == len(left) and d == len(right))
        else:
            rows += _different(left, right, (a, b), (c, d))
    return rows


def _same(left: int, right: int, text: str) -> Row:
    part = ((False, text),)
    return Row("same", left + 1, right + 1, part, part)


def _shortened(rows: list[Row], *, first: bool, last: bool) -> list[Row]:
    before = 0 if first else CONTEXT
    after = 0 if last else CONTEXT
    hidden = len(rows) - before - after
    if hidden < 2:
        return rows
    return [*rows[:before], Row("gap", left_out=hidden), *rows[len(rows) - after :]]


def _different(
    left: list[str], right: list[str], mine: tuple[int, int], theirs: tuple[int, int]
) -> list[Row]:
    rows = []
    both = min(mine[1] - mine[0], theirs[1] - theirs[0])
    for n in range(both):
        old, new = _words_of(left[mine[0] + n], right[theirs[0] + n])
        rows.append(Row("changed", mine[0] + n + 1, theirs[0] + n + 1, old, new))
    rows += [
        Row("mine", mine_line=n + 1, mine=((True, left[n]),))
        for n in range(mine[0] + both, mine[1])
    ]
    rows += [
        Row("theirs", theirs_line=n + 1, theirs=((True, right[n]),))
        for n in range(theirs[0] + both, theirs[1])
    ]
    return rows


def _words_of(mine: str, theirs: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    if len(mine) + len(theirs) > 20_000:
        return ((True, mine),), ((True, theirs),)
    left, right = _WORDS.findall(mine), _WORDS.findall(theirs)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=True)
    mine_parts: list[Part] = []
    their_parts: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if b > a:
            mine_parts.append((tag != "equal", "".join(left[a:b])))
        if d > c:
            their_parts.append((tag != "equal", "".join(right[c:d])))
    return tuple(mine_parts), tuple(their_parts)
