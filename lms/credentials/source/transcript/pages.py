"""The pages of a transcript: A4 upright, a letterhead, a table for each year, sums.

Import this only in the process that makes transcripts (`child`). What does not belong here: words.
"""

from __future__ import annotations

from collections.abc import Sequence

from fpdf.enums import Align, XPos, YPos

from lms.core.papers.pages import GOLD, INK, MAROON, RULE, SOFT, Pages
from lms.credentials.source.transcript import Line, Transcript, YearPart

MARGIN = 18.0
COLUMNS = (35.0, 81.0, 38.0, 20.0)
"""Widths of day, activity, how it was counted, hours; in mm."""

LINE, SIZE = 4.6, 8.5
BOTTOM = 297.0 - 22.0


def draw(transcript: Transcript) -> bytes:
    """The PDF of a transcript."""
    pdf = _document(transcript)
    _head(pdf, transcript)
    for year in transcript.years:
        _year(pdf, transcript.columns, year)
    _foot(pdf, transcript)
    return bytes(pdf.output())


def _document(transcript: Transcript) -> Pages:
    foot = f"{transcript.title} · {transcript.made}"
    pdf = Pages(margin=MARGIN, foot=foot, page=transcript.page)
    pdf.describe(
        title=f"{transcript.title} – {transcript.holder}",
        author=transcript.letterhead,
        language=transcript.language,
        moment=transcript.moment,
    )
    pdf.add_page()
    return pdf


def _head(pdf: Pages, transcript: Transcript) -> None:
    pdf.write_in(MAROON, "B", 11)
    pdf.paragraph(transcript.letterhead, 6)
    pdf.rule(GOLD, 0.8, down=1.5)
    pdf.ln(6)
    pdf.write_in(INK, "B", 17)
    pdf.paragraph(transcript.title, 9)
    pdf.write_in(INK, "B", 12)
    pdf.paragraph(transcript.holder, 7)
    for label, value in transcript.facts:
        pdf.write_in(SOFT, "", 9)
        pdf.cell(38, 5, label)
        pdf.write_in(INK, "", 9)
        pdf.paragraph(value, 5, width=pdf.width - 38)
    pdf.write_in(INK, "B", 10)
    pdf.ln(2)
    pdf.paragraph(transcript.total, 6)
    if not transcript.years:
        pdf.write_in(SOFT, "", 10)
        pdf.ln(4)
        pdf.paragraph(transcript.empty, 5)


def _year(pdf: Pages, columns: Sequence[str], year: YearPart) -> None:
    if pdf.get_y() > BOTTOM - 40:
        pdf.add_page()
    pdf.ln(5)
    pdf.write_in(MAROON, "B", 12)
    pdf.paragraph(year.heading, 7)
    _headings(pdf, columns)
    for line in year.lines:
        _entry(pdf, columns, line)
    pdf.write_in(INK, "B", 9)
    pdf.ln(1)
    pdf.cell(pdf.width - COLUMNS[-1], 5.5, year.standing)
    pdf.cell(COLUMNS[-1], 5.5, year.total, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _headings(pdf: Pages, columns: Sequence[str]) -> None:
    pdf.write_in(SOFT, "B", 8)
    for width, words in zip(COLUMNS, columns, strict=True):
        pdf.cell(width, 6, words, align=Align.R if words is columns[-1] else Align.L)
    pdf.ln(6)
    _rule(pdf)


def _rule(pdf: Pages) -> None:
    pdf.rule(RULE, 0.2)
    pdf.ln(1)


def _entry(pdf: Pages, columns: Sequence[str], line: Line) -> None:
    pdf.write_in(INK, "", SIZE)
    cells = [
        pdf.lines(text, width - 3, "", SIZE)
        for text, width in zip((line.day, line.title, line.how), COLUMNS[:-1], strict=True)
    ]
    height = max(len(cells[0]), len(cells[1]) + 1, len(cells[2])) * LINE + 1.5
    if pdf.get_y() + height > BOTTOM:
        pdf.add_page()
        _headings(pdf, columns)
    top, left = pdf.get_y(), MARGIN
    for lines, width in zip(cells, COLUMNS[:-1], strict=True):
        pdf.write_in(INK, "", SIZE)
        for number, text in enumerate(lines):
            pdf.set_xy(left, top + number * LINE)
            pdf.cell(width, LINE, text)
        left += width
    pdf.write_in(INK, "B", SIZE)
    pdf.set_xy(left, top)
    pdf.cell(COLUMNS[-1], LINE, line.hours, align=Align.R)
    pdf.write_in(SOFT, "", 7.5)
    pdf.set_xy(MARGIN + COLUMNS[0], top + len(cells[1]) * LINE)
    pdf.cell(COLUMNS[1], LINE, line.form)
    pdf.set_xy(MARGIN, top + height)
    _rule(pdf)


def _foot(pdf: Pages, transcript: Transcript) -> None:
    if pdf.get_y() > BOTTOM - 24:
        pdf.add_page()
    pdf.ln(6)
    pdf.write_in(SOFT, "", 8)
    pdf.paragraph(transcript.note, 4.2)
