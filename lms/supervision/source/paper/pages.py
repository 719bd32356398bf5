"""The pages of a table: A4, a letterhead on the first, the heads of the columns on each, cells that wrap.

Import this only in the process that draws (`child`). What does not belong here: words.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from fpdf.enums import Align

from lms.core.papers.pages import INK, MAROON, RULE, SHADE, SOFT, Pages
from lms.supervision.source.paper import Heading, Paper, Top

MARGIN, FOOT = 15.0, 18.0
LOGO_WIDTH, LOGO_HEIGHT = 24.0, 22.0
GAP = 2.4
"""Between columns, in mm."""

MOST_UPRIGHT = 6
"""Columns that stand on an upright page; more lie across."""

SIZES = ((9, 8.0), (13, 7.0), (99, 6.2))
"""Up to so many columns, letters of so many points."""

THIN = 0.15
LEADING = 0.5
"""Height of a line in mm for each point of its letters."""


class _Pages(Pages):
    """Pages of a table: across where it has many columns, and in smaller letters."""

    def __init__(self, paper: Paper) -> None:
        columns = len(paper.headings)
        foot = f"{paper.title} · {paper.made}"
        super().__init__(margin=MARGIN, foot=foot, page=paper.page, across=columns > MOST_UPRIGHT)
        self.bottom = self.h - FOOT
        self.size = next(size for most, size in SIZES if columns <= most)
        self.leading = self.size * LEADING


def draw(paper: Paper) -> bytes:
    """The PDF of a table."""
    pdf = _document(paper)
    _letterhead(pdf, paper.top)
    _title(pdf, paper)
    widths = _widths(pdf, paper.headings)
    _heads(pdf, paper.headings, widths)
    for row in paper.rows:
        _row(pdf, paper.headings, widths, row)
    if not paper.rows:
        pdf.write_in(SOFT, "", 9)
        pdf.ln(3)
        pdf.paragraph(paper.empty, 5)
    return bytes(pdf.output())


def _document(paper: Paper) -> _Pages:
    pdf = _Pages(paper)
    pdf.describe(
        title=paper.title, author=paper.author, language=paper.language, moment=paper.moment
    )
    pdf.add_page()
    return pdf


def _letterhead(pdf: _Pages, top: Top) -> None:
    """As the province's offices write it: the logo to the left, the lines in the middle, a double rule."""
    began = pdf.get_y()
    left = LOGO_WIDTH + 4 if top.logo else 0.0
    if top.logo:
        pdf.image(
            io.BytesIO(top.logo),
            x=MARGIN,
            y=began,
            w=LOGO_WIDTH,
            h=LOGO_HEIGHT,
            keep_aspect_ratio=True,
            alt_text=top.agency,
        )
    lines = (
        (top.above.upper(), "", 11, 5.2),
        (top.agency.upper(), "B", 13, 6.2),
        (top.unit.upper(), "B", 10.5, 5.2),
        *((words, "", 8.5, 4.2) for words in top.below),
    )
    for words, style, size, height in lines:
        if words:
            pdf.write_in(INK, style, size)
            pdf.set_x(MARGIN + left)
            # As far from the right edge as from the left: the lines stand in the middle of the page.
            pdf.paragraph(words, height, width=pdf.width - 2 * left, align=Align.C)
    y = max(pdf.get_y(), began + LOGO_HEIGHT if top.logo else 0) + 2
    pdf.set_y(y)
    for down, thick in ((0.0, 0.8), (1.1, 0.2)):
        pdf.rule(INK, thick, down=down)
    pdf.set_y(y + 6)


def _title(pdf: _Pages, paper: Paper) -> None:
    pdf.write_in(MAROON, "B", 14)
    pdf.paragraph(paper.title, 7)
    label_width = 34.0
    for label, words in paper.about:
        pdf.write_in(SOFT, "", 8.5)
        pdf.cell(label_width, 4.6, label)
        pdf.write_in(INK, "", 8.5)
        pdf.paragraph(words, 4.6, width=pdf.width - label_width)
    pdf.ln(3)


def _widths(pdf: _Pages, headings: Sequence[Heading]) -> list[float]:
    """How wide each column is: its share, and never less than its longest heading's word needs."""
    least = [
        max(pdf.width_of(word, "B", pdf.size) for word in one.label.split()) + GAP
        for one in headings
    ]
    shares = [float(one.width) for one in headings]
    widths = [pdf.width * share / sum(shares) for share in shares]
    missing = sum(max(0.0, need - width) for need, width in zip(least, widths, strict=True))
    spare = sum(max(0.0, width - need) for need, width in zip(least, widths, strict=True))
    taken = min(1.0, missing / spare) if spare else 0.0
    return [
        max(need, width) if width <= need else width - (width - need) * taken
        for need, width in zip(least, widths, strict=True)
    ]


def _heads(pdf: _Pages, headings: Sequence[Heading], widths: Sequence[float]) -> None:
    cells = [
        pdf.lines(one.label, width - GAP, "B", pdf.size)
        for one, width in zip(headings, widths, strict=True)
    ]
    height = max(map(len, cells)) * pdf.leading + 2
    pdf.set_fill_color(*SHADE)
    pdf.rect(MARGIN, pdf.get_y(), pdf.width, height, style="F")
    pdf.write_in(INK, "B", pdf.size)
    _cells(pdf, headings, widths, cells, pdf.get_y() + 1)
    pdf.set_y(pdf.get_y() + height)
    pdf.rule(INK, THIN)


def _row(
    pdf: _Pages, headings: Sequence[Heading], widths: Sequence[float], row: Sequence[str]
) -> None:
    cells = [
        pdf.lines(text, width - GAP, "", pdf.size) for text, width in zip(row, widths, strict=True)
    ]
    while cells:
        room = int((pdf.bottom - pdf.get_y() - 1.6) / pdf.leading)
        needed = max(map(len, cells))
        if (needed > room and pdf.get_y() > MARGIN + 60) or room < 1:
            pdf.add_page()
            _heads(pdf, headings, widths)
            continue
        pdf.write_in(INK, "", pdf.size)
        # A row that is longer than a page goes on upon the next one.
        _cells(pdf, headings, widths, [lines[:room] for lines in cells], pdf.get_y() + 0.8)
        pdf.set_y(pdf.get_y() + min(needed, room) * pdf.leading + 1.6)
        pdf.rule(RULE, THIN)
        cells = [lines[room:] for lines in cells] if needed > room else []


def _cells(
    pdf: _Pages,
    headings: Sequence[Heading],
    widths: Sequence[float],
    cells: Sequence[Sequence[str]],
    top: float,
) -> None:
    before, left = pdf.get_y(), MARGIN
    for one, width, lines in zip(headings, widths, cells, strict=True):
        for number, text in enumerate(lines):
            pdf.set_xy(left, top + number * pdf.leading)
            align = Align.R if one.right else Align.L
            pdf.cell(width - (0 if one is headings[-1] else GAP), pdf.leading, text, align=align)
        left += width
    pdf.set_y(before)
