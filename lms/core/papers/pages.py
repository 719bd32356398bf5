"""What the pages of our papers have in common: A4, letters and colours, lines that wrap, and a foot that
says what the paper is and which page this is.

Import this only in the process that draws (`drawing.draw_one`). What does not belong here: words.
"""

from __future__ import annotations

from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from lms.core.papers.fonts import FONTS

Colour = tuple[int, int, int]

INK, SOFT, MAROON = (29, 27, 26), (92, 86, 80), (122, 31, 43)
GOLD, RULE, SHADE = (184, 134, 11), (216, 208, 196), (246, 242, 234)
FOOT_SIZE = 7.0
NUMBER_WIDTH = 34.0
"""Of the page's number in the foot, in mm."""


class Pages(FPDF):
    """A document. `foot` stands at the foot of every page beside `page`, which says `{page}` and
    `{pages}`."""

    def __init__(self, *, margin: float, foot: str, page: str, across: bool = False) -> None:
        super().__init__("landscape" if across else "portrait", "mm", "A4")
        self.margin, self.width = margin, self.w - 2 * margin
        self._foot, self._page = foot, page
        self._letters: dict[tuple[str, str], float] = {}
        self.set_margins(margin, margin)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.add_font("sans", "", FONTS / "DejaVuSans.ttf")
        self.add_font("sans", "B", FONTS / "DejaVuSans-Bold.ttf")

    def describe(self, *, title: str, author: str, language: str, moment: str) -> None:
        """What the file says of itself; `moment` as an ISO timestamp."""
        self.set_title(title)
        self.set_author(author)
        self.set_lang(language)
        self.set_creation_date(datetime.fromisoformat(moment))

    def footer(self) -> None:
        """The line at the foot of a page."""
        self.set_y(-13)
        beside = self.width - NUMBER_WIDTH
        words = self.lines(self._foot, beside, "", FOOT_SIZE)[0]
        self.write_in(SOFT, "", FOOT_SIZE)
        self.cell(beside, 4, words)
        number = self._page.format(page=self.page_no(), pages="{nb}")
        self.cell(NUMBER_WIDTH, 4, number, align=Align.R)

    def write_in(self, colour: Colour, style: str, size: float) -> None:
        """Go on in these letters."""
        self.set_text_color(*colour)
        self.set_font("sans", style, size)

    def paragraph(
        self, text: str, height: float, *, width: float = 0, align: Align = Align.L
    ) -> None:
        """A text over the whole width (or so much of it), in lines of a height."""
        self.multi_cell(
            width or self.width, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def rule(self, colour: Colour, thickness: float, *, down: float = 0) -> None:
        """A line across, so far below the place in hand."""
        self.set_draw_color(*colour)
        self.set_line_width(thickness)
        y = self.get_y() + down
        self.line(self.margin, y, self.margin + self.width, y)

    def lines(self, text: str, width: float, style: str, size: float) -> list[str]:
        """A text broken between words, and within those that are wider than a line."""
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if self.width_of(longer, style, size) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while self.width_of(word, style, size) > width:
                cut = self._fitting(word, width, style, size)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        return [*lines, line] if line or not lines else lines

    def width_of(self, text: str, style: str, size: float) -> float:
        """How wide a text is, in mm. By its letters, of which there are few: the library measures whole
        texts, and a table has ten thousands."""
        total = 0.0
        for letter in text:
            found = self._letters.get((letter, style))
            if found is None:
                before = self.font_style, self.font_size_pt
                self.set_font("sans", style, 100)
                found = self._letters[letter, style] = self.get_string_width(letter) / 100
                self.set_font("sans", *before)
            total += found
        return total * size

    def _fitting(self, word: str, width: float, style: str, size: float) -> int:
        """How many letters of a word fit, at least one."""
        cut = 1
        while cut < len(word) and self.width_of(word[: cut + 1], style, size) <= width:
            cut += 1
        return cut
