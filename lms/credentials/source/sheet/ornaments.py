"""What makes a sheet worth framing: paper, a border of the diamonds of Lampung's tapis cloth, rules, the
QR, all drawn as lines.

What does not belong here: texts (`pages`).
"""

from __future__ import annotations

from collections.abc import Mapping

from fpdf import FPDF

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 297.0, 210.0
"""A4 across, in mm."""

INK: Colour = (29, 27, 26)
SOFT: Colour = (92, 84, 78)
PAPER: Colour = (255, 253, 248)
GOLD: Colour = (184, 134, 11)
PALE_GOLD: Colour = (226, 201, 138)

MAIN: Mapping[str, Colour] = {
    "maroon": (122, 31, 43),
    "forest": (27, 83, 56),
    "navy": (27, 54, 93),
    "ink": (45, 42, 40),
}

_OUTER, _BAND = 7.0, 7.0
"""How far the border is from the edge, and how wide it is."""


def paper(pdf: FPDF) -> None:
    """Ivory over the whole page."""
    pdf.set_fill_color(*PAPER)
    pdf.rect(0, 0, WIDTH, HEIGHT, style="F")


def border(pdf: FPDF, main: Colour) -> None:
    """A band of diamonds all round, with stars in its corners, between two lines of gold."""
    inner = _OUTER + _BAND
    pdf.set_fill_color(*main)
    for x, y, w, h in _band():
        pdf.rect(x, y, w, h, style="F")
    _chain(pdf, _OUTER + _BAND, WIDTH - inner, _OUTER + _BAND / 2, across=True)
    _chain(pdf, _OUTER + _BAND, WIDTH - inner, HEIGHT - _OUTER - _BAND / 2, across=True)
    _chain(pdf, _OUTER + _BAND, HEIGHT - inner, _OUTER + _BAND / 2, across=False)
    _chain(pdf, _OUTER + _BAND, HEIGHT - inner, WIDTH - _OUTER - _BAND / 2, across=False)
    middle = _OUTER + _BAND / 2
    for x in (middle, WIDTH - middle):
        for y in (middle, HEIGHT - middle):
            _star(pdf, x, y, main)
    _frames(pdf, inner)


def thin_border(pdf: FPDF, main: Colour) -> None:
    """What a page of details has: a line in the main colour and one of gold."""
    pdf.set_draw_color(*main)
    pdf.set_line_width(0.9)
    pdf.rect(_OUTER + 1, _OUTER + 1, WIDTH - 2 * _OUTER - 2, HEIGHT - 2 * _OUTER - 2)
    pdf.set_draw_color(*GOLD)
    pdf.set_line_width(0.25)
    pdf.rect(_OUTER + 2.6, _OUTER + 2.6, WIDTH - 2 * _OUTER - 5.2, HEIGHT - 2 * _OUTER - 5.2)


def rule(pdf: FPDF, y: float, half: float) -> None:
    """A line of gold across the middle, with a diamond on it."""
    centre = WIDTH / 2
    pdf.set_draw_color(*GOLD)
    pdf.set_line_width(0.35)
    pdf.line(centre - half, y, centre - 4, y)
    pdf.line(centre + 4, y, centre + half, y)
    pdf.set_fill_color(*GOLD)
    _diamond(pdf, centre, y, 2.2, 1.3, "F")
    for side in (-1, 1):
        _diamond(pdf, centre + side * 3.6, y, 0.8, 0.8, "F")


def emblem(pdf: FPDF, y: float, main: Colour) -> None:
    """What stands where a logo would: three diamonds in one another."""
    centre = WIDTH / 2
    for half, colour in ((7.5, GOLD), (6.6, main), (4.2, PALE_GOLD), (3.4, main), (1.5, GOLD)):
        pdf.set_fill_color(*colour)
        _diamond(pdf, centre, y, half, half, "F")


def qr(pdf: FPDF, text: str, *, x: float, y: float, size: float) -> None:
    """The text as a QR code in a square (mm), its quiet margin on white included."""
    import segno

    with pdf.local_context(fill_color=(255, 255, 255)):
        pdf.rect(x, y, size, size, style="F")
    modules = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=3)]
    side = size / len(modules)
    pdf.set_fill_color(*INK)
    for number, row in enumerate(modules):
        for start, length in _dark_runs(row):
            # A hair wider and higher: no white line shows between neighbours.
            box = (x + start * side, y + number * side, length * side + 0.01, side + 0.01)
            pdf.rect(*box, style="F")


def _band() -> tuple[tuple[float, float, float, float], ...]:
    across, down = WIDTH - 2 * _OUTER, HEIGHT - 2 * _OUTER
    return (
        (_OUTER, _OUTER, across, _BAND),
        (_OUTER, HEIGHT - _OUTER - _BAND, across, _BAND),
        (_OUTER, _OUTER, _BAND, down),
        (WIDTH - _OUTER - _BAND, _OUTER, _BAND, down),
    )


def _frames(pdf: FPDF, inner: float) -> None:
    pdf.set_draw_color(*GOLD)
    for inset, width in ((_OUTER, 0.7), (inner, 0.7), (inner + 1.6, 0.2)):
        pdf.set_line_width(width)
        pdf.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _chain(pdf: FPDF, first: float, last: float, middle: float, *, across: bool) -> None:
    count = round((last - first) / 6.2)
    step = (last - first) / count
    for place in range(count):
        along = first + step * (place + 0.5)
        x, y = (along, middle) if across else (middle, along)
        long, short = (step / 2 - 0.4, 2.1)
        half_x, half_y = (long, short) if across else (short, long)
        pdf.set_draw_color(*PALE_GOLD)
        pdf.set_line_width(0.28)
        _diamond(pdf, x, y, half_x, half_y, "D")
        pdf.set_fill_color(*PALE_GOLD)
        _diamond(pdf, x, y, half_x * 0.38, half_y * 0.38, "F")


def _star(pdf: FPDF, x: float, y: float, main: Colour) -> None:
    pdf.set_fill_color(*PALE_GOLD)
    pdf.rect(x - 1.7, y - 1.7, 3.4, 3.4, style="F")
    _diamond(pdf, x, y, 2.5, 2.5, "F")
    pdf.set_fill_color(*main)
    _diamond(pdf, x, y, 1.0, 1.0, "F")


def _diamond(pdf: FPDF, x: float, y: float, half_x: float, half_y: float, style: str) -> None:
    points = ((x - half_x, y), (x, y - half_y), (x + half_x, y), (x, y + half_y))
    pdf.polygon(points, style=style)


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    """Where dark modules begin and how many stand beside one another."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
