"""Words set in lines that fit: centred or not, in several styles, smaller where there are many.

What does not belong here: where anything stands on a sheet (`pages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fpdf import FPDF

LEADING = 1.35
"""Distance of lines, in sizes of the font."""

MM_PER_POINT = 25.4 / 72

Word = tuple[str, str]
"""A word and its style: `""` or `"B"`."""


@dataclass(frozen=True)
class Setting:
    """Lines of words in one family and size (points), with how high they are together (mm)."""

    family: str
    size: float
    lines: Sequence[Sequence[Word]]

    @property
    def step(self) -> float:
        """From line to line, in mm."""
        return self.size * MM_PER_POINT * LEADING

    @property
    def height(self) -> float:
        """Of all lines, in mm."""
        return self.step * len(self.lines)


def words_of(text: str, style: str = "") -> list[Word]:
    """The words of a text in a style; an unbreakable space parts nothing."""
    return [(word, style) for word in re.split(r"[ \t\r\n]+", text) if word]


def fitted(
    pdf: FPDF,
    words: Iterable[Word],
    *,
    family: str,
    width: float,
    height: float,
    sizes: Sequence[float],
) -> Setting:
    """The words in the first of the sizes in which they fit a box (mm), else in the last one."""
    chosen = list(words)
    for size in sizes:
        found = Setting(family, size, _lines(pdf, chosen, family, size, width))
        if found.height <= height:
            break
    return found


def draw(
    pdf: FPDF, setting: Setting, *, x: float, y: float, width: float, align: str = "C"
) -> float:
    """Draw the lines from `y` down, centred (`C`), left (`L`) or right (`R`) in a width; returns where
    they end."""
    for line in setting.lines:
        whole = _width(pdf, line, setting.family, setting.size)
        left = x + {"L": 0.0, "C": (width - whole) / 2, "R": width - whole}[align]
        for text, style in _runs(line):
            pdf.set_font(setting.family, style, setting.size)
            pdf.set_xy(left, y)
            pdf.cell(w=0, h=setting.step, text=text)
            left += pdf.get_string_width(text)
        y += setting.step
    return y


def _lines(
    pdf: FPDF, words: Sequence[Word], family: str, size: float, width: float
) -> list[list[Word]]:
    lines: list[list[Word]] = [[]]
    for word in words:
        for part in _parts(pdf, word, family, size, width):
            if lines[-1] and _width(pdf, [*lines[-1], part], family, size) > width:
                lines.append([])
            lines[-1].append(part)
    return lines


def _parts(pdf: FPDF, word: Word, family: str, size: float, width: float) -> list[Word]:
    """A word, cut where it is wider than a line."""
    text, style = word
    parts: list[Word] = []
    while _width(pdf, [(text, style)], family, size) > width and len(text) > 1:
        end = len(text) - 1
        while end > 1 and _width(pdf, [(text[:end], style)], family, size) > width:
            end -= 1
        parts.append((text[:end], style))
        text = text[end:]
    return [*parts, (text, style)]


def _width(pdf: FPDF, line: Sequence[Word], family: str, size: float) -> float:
    total = 0.0
    for text, style in _runs(line):
        pdf.set_font(family, style, size)
        total += pdf.get_string_width(text)
    return total


def _runs(line: Sequence[Word]) -> list[Word]:
    """Neighbours of one style together, with the spaces between."""
    runs: list[Word] = []
    for place, (text, style) in enumerate(line):
        last = place == len(line) - 1
        spaced = text if last else f"{text} "
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + spaced, style)
        else:
            runs.append((spaced, style))
    return runs
