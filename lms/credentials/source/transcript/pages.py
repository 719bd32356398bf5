"""The pages of a transcript: A4 upright, a letterhead, a table for each year, sums.

Import this only in the process that makes transcripts (`child`). What does not belong here: words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from lms.credentials.source.transcript import Line, Transcript, YearPart

FONTS = Path(__file__).parents[1] / "fonts"
INK, SOFT, MAROON, GOLD = (29, 27, 26), (92, 86, 80), (122, 31, 43), (184, 134, 11)
RULE = (216, 208, 196)
MARGIN = 18.0
WIDTH = 210.0 - 2 * MARGIN
COLUMNS = (35.0, 81.0, 38.0, 20.0)
"""Widths of day, activity, how it was counted, hours; in mm."""

LINE = 4.6
BOTTOM = 297.0 - 22.0


class _Pages(FPDF):
    """An upright document whose every page says what it is and which one."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(orientation="portrait", format="A4", unit="mm")
        self.transcript = transcript

    def footer(self) -> None:
        """The line at the foot of a page."""
        self.set_y(-16)
        _write(self, SOFT, "", 7.5)
        self.cell(WIDTH - 30, 4, f"{self.transcript.title} · {self.transcript.made}")
        words = self.transcript.page.format(page=self.page_no(), pages="{nb}")
        self.cell(30, 4, words, align=Align.R)


def draw(transcript: Transcript) -> bytes:
    """The PDF of a transcript."""
    pdf = _document(transcript)
    _head(pdf, transcript)
    for year in transcript.years:
        _year(pdf, transcript.columns, year)
    _foot(pdf, transcript)
    return bytes(pdf.output())


def _document(transcript: Transcript) -> _Pages:
    pdf = _Pages(transcript)
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0
    pdf.add_font("sans", "", FONTS / "DejaVuSans.ttf")
    pdf.add_font("sans", "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_creation_date(datetime.fromisoformat(transcript.moment))
    pdf.set_lang(transcript.language)
    pdf.set_title(f"{transcript.title} – {transcript.holder}")
    pdf.set_author(transcript.letterhead)
    pdf.add_page()
    return pdf


def _write(pdf: FPDF, colour: tuple[int, int, int], style: str, size: float) -> None:
    pdf.set_text_color(*colour)
    pdf.set_font("sans", style, size)


def _head(pdf: FPDF, transcript: Transcript) -> None:
    _write(pdf, MAROON, "B", 11)
    _line(pdf, transcript.letterhead, 6)
    pdf.set_draw_color(*GOLD)
    pdf.set_line_width(0.8)
    pdf.line(MARGIN, pdf.get_y() + 1.5, MARGIN + WIDTH, pdf.get_y() + 1.5)
    pdf.ln(6)
    _write(pdf, INK, "B", 17)
    _line(pdf, transcript.title, 9)
    _write(pdf, INK, "B", 12)
    _line(pdf, transcript.holder, 7)
    for label, value in transcript.facts:
        _write(pdf, SOFT, "", 9)
        pdf.cell(38, 5, label)
        _write(pdf, INK, "", 9)
        pdf.multi_cell(WIDTH - 38, 5, value, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _write(pdf, INK, "B", 10)
    pdf.ln(2)
    _line(pdf, transcript.total, 6)
    if not transcript.years:
        _write(pdf, SOFT, "", 10)
        pdf.ln(4)
        _line(pdf, transcript.empty, 5)


def _line(pdf: FPDF, text: str, height: float) -> None:
    pdf.multi_cell(WIDTH, height, text, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _year(pdf: FPDF, columns: Sequence[str], year: YearPart) -> None:
    if pdf.get_y() > BOTTOM - 40:
        pdf.add_page()
    pdf.ln(5)
    _write(pdf, MAROON, "B", 12)
    _line(pdf, year.heading, 7)
    _headings(pdf, columns)
    for line in year.lines:
        _entry(pdf, columns, line)
    _write(pdf, INK, "B", 9)
    pdf.ln(1)
    pdf.cell(WIDTH - COLUMNS[-1], 5.5, year.standing)
    pdf.cell(COLUMNS[-1], 5.5, year.total, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _headings(pdf: FPDF, columns: Sequence[str]) -> None:
    _write(pdf, SOFT, "B", 8)
    for width, words in zip(COLUMNS, columns, strict=True):
        pdf.cell(width, 6, words, align=Align.R if words is columns[-1] else Align.L)
    pdf.ln(6)
    _rule(pdf)


def _rule(pdf: FPDF) -> None:
    pdf.set_draw_color(*RULE)
    pdf.set_line_width(0.2)
    pdf.line(MARGIN, pdf.get_y(), MARGIN + WIDTH, pdf.get_y())
    pdf.ln(1)


def _entry(pdf: FPDF, columns: Sequence[str], line: Line) -> None:
    _write(pdf, INK, "", 8.5)
    cells = [
        _wrapped(pdf, text, width - 3)
        for text, width in zip((line.day, line.title, line.how), COLUMNS[:-1], strict=True)
    ]
    height = max(len(cells[0]), len(cells[1]) + 1, len(cells[2])) * LINE + 1.5
    if pdf.get_y() + height > BOTTOM:
        pdf.add_page()
        _headings(pdf, columns)
    top, left = pdf.get_y(), MARGIN
    for lines, width in zip(cells, COLUMNS[:-1], strict=True):
        _write(pdf, INK, "", 8.5)
        for number, text in enumerate(lines):
            pdf.set_xy(left, top + number * LINE)
            pdf.cell(width, LINE, text)
        left += width
    _write(pdf, INK, "B", 8.5)
    pdf.set_xy(left, top)
    pdf.cell(COLUMNS[-1], LINE, line.hours, align=Align.R)
    _write(pdf, SOFT, "", 7.5)
    pdf.set_xy(MARGIN + COLUMNS[0], top + len(cells[1]) * LINE)
    pdf.cell(COLUMNS[1], LINE, line.form)
    pdf.set_xy(MARGIN, top + height)
    _rule(pdf)


def _wrapped(pdf: FPDF, text: str, width: float) -> list[str]:
    lines = pdf.multi_cell(width, LINE, text, align=Align.L, dry_run=True, output="LINES")
    return lines if isinstance(lines, list) and lines else [""]


def _foot(pdf: FPDF, transcript: Transcript) -> None:
    if pdf.get_y() > BOTTOM - 24:
        pdf.add_page()
    pdf.ln(6)
    _write(pdf, SOFT, "", 8)
    _line(pdf, transcript.note, 4.2)
