"""Changes to a case that know the format: lines, signs, attributes, front matter, encodings, names.

All draw from one `Random`, so that Hypothesis, atheris and a plain seed can each decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests.courses.source.any_bytes import SIGNS
from tests.faults.fuzzing.cases import LARGEST, MODULE, decode, encode

Lines = list[bytes]
MOST_LINES = 19_000
"""Just fewer than the scanner reads on at."""
TOKENS = [sign.encode() for sign in SIGNS]
NAMES = [
    MODULE,
    "course.md",
    "bank/uji.md",
    "00-tetap.md",
    "bank/tetap.md",
    "02-b.md",
    "media/a.svg",
]
HEAD_LINES = (
    b"---|id: uji|id: tetap|title: |title: 'a|format: 2|outcomes: [a: A, a: B]|outcomes:|- a: b|"
    b"- peran|complete: {lessons: all, score: 70}|complete: {lessons: 99, score: x}|requires: [uji]|"
    b"requires: [tidak-ada]|language: en|license: |summary: |hours: 010|judul: a|a:b|:|  - x|\t- y|# a|"
    b'title: "a" b|tags: [a, [b], c|\xef\xbb\xbf---'
).split(b"|")
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp437", "utf-8-sig", "utf-7")
ENDS = (b"\r\n", b"\r", b"\n\n", b"\n\r", b"\x0b", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8")
_WORD = re.compile(rb"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_ID = re.compile(rb"(?<=#)[a-z0-9-]+")


class Mutator:
    """Makes cases of seeds."""

    def __init__(self, seeds: Sequence[bytes]) -> None:
        self.seeds = seeds

    @classmethod
    def of(cls, folder: Path) -> Mutator:
        """With the seeds in a folder."""
        return cls([file.read_bytes() for file in sorted(folder.iterdir())])

    def small(self, random: Random) -> bytes:
        """A seed changed a few times."""
        return self.changed(random.choice(self.seeds), random)

    def large(self, random: Random) -> bytes:
        """A seed in which something is repeated until it is near the largest size."""
        return self.grown(self.small(random), random)

    def changed(self, case: bytes, random: Random) -> bytes:
        """The case after one to five changes."""
        for _ in range(random.randrange(1, 6)):
            case = self._changed_once(case, random)
        return case

    def _changed_once(self, case: bytes, random: Random) -> bytes:
        files = decode(case)
        name = random.choice(list(files))
        kind = random.randrange(12)
        if kind == 0:
            data = files.pop(name)
            files[_renamed(name, random)] = data
        elif kind == 1:
            files |= decode(random.choice(self.seeds))
        elif kind == 2:
            files[name] = random.choice(BYTE_CHANGES)(files[name], random)
        elif kind == 3:
            other = decode(random.choice(self.seeds))
            lines = other[random.choice(list(other))].split(b"\n")
            files[name] = b"\n".join(_spliced(files[name].split(b"\n"), lines, random))
        else:
            change = random.choice(LINE_CHANGES)
            files[name] = b"\n".join(change(files[name].split(b"\n"), random))
        return encode(files)

    def grown(self, case: bytes, random: Random) -> bytes:
        """The case with a run of its lines, each made wide, repeated up to the largest size."""
        files = decode(case)
        name = random.choice(list(files))
        lines = files[name].split(b"\n")
        start = random.randrange(len(lines))
        unit = lines[start : start + random.choice((1, 1, 2, 3, 8))]
        wide = random.choice((1, 1, 10, 300, 3_000, 100_000))
        unit[0] = _with_repeated_token(unit[0], wide, random)
        text = b"\n".join(unit)[: LARGEST // random.choice((1, 2, 20, 1_000))]
        room = LARGEST - len(case) - 64
        times = max(1, min(room // (len(text) + 8), MOST_LINES // len(unit)))
        files[name] = b"\n".join([*lines[:start], *_repeated(text, times, random), *lines[start:]])
        return encode(files)[:LARGEST]


def _repeated(text: bytes, times: int, random: Random) -> Lines:
    if times < 2 or random.random() < 0.5:
        return [text] * times
    return [_ID.sub(b"a%d" % number, text) for number in range(times)]


def _renamed(name: str, random: Random) -> str:
    change = random.randrange(4)
    if change == 0:
        return random.choice(NAMES)
    if change == 1:
        return "- " + name
    position = random.randrange(len(name) + 1)
    strange = random.choice(
        ["/", "..", ".", " ", "é", "\udcff", "\\", "\x1b", "A", "0", "%s", "\u202e"]
    )
    return name[:position] + strange + name[position + random.randrange(2) :]


def _spliced(lines: Lines, others: Lines, random: Random) -> Lines:
    start = random.randrange(len(others))
    at = random.randrange(len(lines) + 1)
    until = at + random.choice((0, 0, 1, 5))
    return lines[:at] + others[start : start + random.randrange(1, 12)] + lines[until:]


def _repeated_line(lines: Lines, random: Random) -> Lines:
    at = random.randrange(len(lines))
    return lines[:at] + lines[at : at + 1] * random.choice((2, 3, 20, 120)) + lines[at:]


def _repeated_token(lines: Lines, random: Random) -> Lines:
    at = random.randrange(len(lines))
    lines[at] = _with_repeated_token(lines[at], random.choice((2, 3, 25, 600)), random)
    return lines


def _with_repeated_token(line: bytes, times: int, random: Random) -> bytes:
    tokens = _WORD.findall(line[:2_000]) or [random.choice(TOKENS)]
    at = random.randrange(len(tokens))
    token = b"".join(tokens[at : at + random.choice((1, 1, 2, 3))])
    before = b"".join(tokens[:at])
    return before + token * min(times, LARGEST // len(token)) + line[len(before) :]


def _with_signs(lines: Lines, random: Random) -> Lines:
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(lines))
        line = lines[at]
        position = random.choice((0, len(line), random.randrange(len(line) + 1)))
        lines[at] = line[:position] + random.choice(TOKENS) + line[position:]
    return lines


def _with_attributes(lines: Lines, random: Random) -> Lines:
    headings = [at for at, line in enumerate(lines) if line.startswith(b"#")]
    at = random.choice(headings) if headings else random.randrange(len(lines))
    words = [random.choice(TOKENS).strip() for _ in range(random.randrange(6))]
    lines[at] = lines[at].partition(b" {")[0] + b" {#a" + b" ".join([b"", *words]) + b"}"
    return lines


def _with_head_lines(lines: Lines, random: Random) -> Lines:
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(min(len(lines), 8) + 1)
        lines[at : at + random.randrange(2)] = [random.choice(HEAD_LINES)]
    return lines


def _without_lines(lines: Lines, random: Random) -> Lines:
    at = random.randrange(len(lines))
    return lines[:at] + lines[at + random.choice((1, 1, 2, 10)) :] or [b""]


def _swapped(lines: Lines, random: Random) -> Lines:
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _indented(lines: Lines, random: Random) -> Lines:
    start = random.randrange(len(lines))
    margin = random.choice((b" ", b"  ", b"    ", b"\t", b"> ", b">", b"- ", b"  > ", b"> > > "))
    margin *= random.choice((1, 1, 1, 2, 25))
    until = start + random.randrange(1, 8)
    return lines[:start] + [margin + line for line in lines[start:until]] + lines[until:]


def _with_other_bytes(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randrange(len(changed) + 1)
        changed[at : at + random.randrange(3)] = bytes([random.randrange(256)])
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] if random.randrange(2) else data[at:]


def _in_other_encoding(data: bytes, random: Random) -> bytes:
    return data.decode(errors="replace").encode(random.choice(ENCODINGS), "replace")


def _with_other_ends(data: bytes, random: Random) -> bytes:
    return data.replace(b"\n", random.choice(ENDS), random.choice((-1, 1, 3)))


LineChange = Callable[[Lines, Random], Lines]
LINE_CHANGES: tuple[LineChange, ...] = (
    _repeated_line,
    _repeated_token,
    _with_signs,
    _with_attributes,
    _with_head_lines,
    _without_lines,
    _swapped,
    _indented,
)
BYTE_CHANGES = (_with_other_bytes, _cut, _in_other_encoding, _with_other_ends)
