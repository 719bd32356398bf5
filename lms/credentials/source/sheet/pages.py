"""The pages of a sheet: the one to be framed, and the details.

What does not belong here: setting words (`setting`), borders and the QR (`ornaments`).
"""

from __future__ import annotations

import io

from fpdf import FPDF, ViewerPreferences

from lms.core.papers.fonts import FONTS
from lms.credentials.rules.codes import grouped
from lms.credentials.rules.designs import filled
from lms.credentials.source.sheet import ornaments, words
from lms.credentials.source.sheet.order import Order
from lms.credentials.source.sheet.ornaments import GOLD, HEIGHT, INK, MAIN, SOFT, WIDTH
from lms.credentials.source.sheet.setting import Word, draw, fitted, words_of

SERIF, SANS = "serif", "sans"
_FILES = {
    (SERIF, ""): "DejaVuSerif.ttf",
    (SERIF, "B"): "DejaVuSerif-Bold.ttf",
    (SANS, ""): "DejaVuSans.ttf",
    (SANS, "B"): "DejaVuSans-Bold.ttf",
}
LEFT, COLUMN = 24.0, WIDTH - 48.0
"""The column of the texts, in mm."""

NAME_SIZES = (30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10)
BODY_SIZES = (13, 12.5, 12, 11.5, 11, 10.5, 10, 9, 8, 7)
SMALL_SIZES = (9.5, 9, 8.5, 8, 7.5, 7, 6)
DETAIL_SIZES = (11, 10, 9, 8)
SPACED = 6.0
"""Between the letters of the heading, in points."""


def render(order: Order) -> bytes:
    """The PDF of a sheet; the same for the same order, byte by byte."""
    pdf = _document(order)
    _front(pdf, order)
    _details(pdf, order)
    return bytes(pdf.output())


def _document(order: Order) -> FPDF:
    facts, design = order.facts, order.design
    pdf = FPDF(orientation="landscape", format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    for (family, style), file in _FILES.items():
        pdf.add_font(family, style, FONTS / file)
    pdf.set_creation_date(order.made_at)
    pdf.set_lang("id")
    pdf.set_title(f"{design.heading} {facts.number} – {facts.holder}")
    pdf.set_author(facts.institution)
    pdf.set_subject(facts.course)
    pdf.set_keywords(f"{facts.number}, {order.facts.code}")
    pdf.set_creator(facts.institution)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    return pdf


def _front(pdf: FPDF, order: Order) -> None:
    main = MAIN[order.design.palette]
    pdf.add_page()
    ornaments.paper(pdf)
    ornaments.border(pdf, main)
    _head(pdf, order)
    pdf.set_text_color(*SOFT)
    _line(pdf, words.GIVEN_TO, y=83, size=11.5)
    y = _holder(pdf, order, y=90)
    body = fitted(
        pdf,
        _body(order),
        family=SERIF,
        width=COLUMN - 30,
        height=144 - y,
        sizes=BODY_SIZES,
    )
    pdf.set_text_color(*INK)
    draw(pdf, body, x=LEFT + 15, y=y + max(0.0, (142 - y - body.height) / 2), width=COLUMN - 30)
    _verification(pdf, order)
    _signers(pdf, order)


def _head(pdf: FPDF, order: Order) -> None:
    facts, design = order.facts, order.design
    main = MAIN[design.palette]
    if order.logo is None:
        ornaments.emblem(pdf, 29, main)
    else:
        pdf.image(
            io.BytesIO(order.logo),
            x=WIDTH / 2 - 35,
            y=20,
            w=70,
            h=17,
            keep_aspect_ratio=True,
            alt_text=order.facts.institution,
        )
    pdf.set_text_color(*INK)
    institution = fitted(
        pdf,
        words_of(facts.institution.upper(), "B"),
        family=SANS,
        width=COLUMN - 40,
        height=8,
        sizes=(10.5, 9.5, 8.5, 7.5, 6.5),
    )
    draw(pdf, institution, x=LEFT + 20, y=42.5 - institution.height / 2, width=COLUMN - 40)
    pdf.set_text_color(*main)
    pdf.set_char_spacing(SPACED)
    heading = fitted(
        pdf,
        words_of(design.heading.upper(), "B"),
        family=SERIF,
        width=COLUMN - 20,
        height=20,
        sizes=(34, 30, 26, 22, 18, 14, 11),
    )
    draw(pdf, heading, x=LEFT + 10, y=56 - heading.height / 2, width=COLUMN - 20)
    pdf.set_char_spacing(0)
    ornaments.rule(pdf, 67, 62)
    pdf.set_text_color(*SOFT)
    _line(pdf, words.NUMBER.format(number=facts.number), y=71.5, size=10, family=SANS)


def _holder(pdf: FPDF, order: Order, *, y: float) -> float:
    """The holder's name, as large as it fits, and where it ends."""
    name = fitted(
        pdf,
        words_of(order.facts.holder, "B"),
        family=SERIF,
        width=COLUMN - 16,
        height=18,
        sizes=NAME_SIZES,
    )
    pdf.set_text_color(*MAIN[order.design.palette])
    end = draw(pdf, name, x=LEFT + 8, y=y, width=COLUMN - 16) + 1.5
    pdf.set_draw_color(*GOLD)
    pdf.set_line_width(0.3)
    pdf.line(WIDTH / 2 - 80, end, WIDTH / 2 + 80, end)
    if order.facts.employee_number:
        pdf.set_text_color(*SOFT)
        said = words.EMPLOYEE_NUMBER.format(number=order.facts.employee_number)
        _line(pdf, said, y=end + 1.5, size=10, family=SANS)
        end += 7
    return end + 3


def _body(order: Order) -> list[Word]:
    """The words of the body; what its placeholders stand for is bold."""
    facts = order.facts
    values = {
        "course": facts.course,
        "hours": words.hours(facts.hours),
        "start": words.unbroken(words.long_date(facts.starts_on)),
        "end": words.unbroken(words.long_date(facts.ends_on)),
        "institution": facts.institution,
    }
    # A mark that no text holds tells where a value begins and ends.
    marked = filled(order.design.body, {name: f"\0{one}\0" for name, one in values.items()})
    found: list[Word] = []
    for place, part in enumerate(marked.split("\0")):
        style = "B" if place % 2 else ""
        glued = bool(found) and part[:1] not in {"", " "} and place % 2 == 0
        for number, (word, _style) in enumerate(words_of(part)):
            if number == 0 and glued:
                # A full stop or comma stays with the value before it.
                found[-1] = (found[-1][0] + word, found[-1][1])
            else:
                found.append((word, style))
    return found


def _verification(pdf: FPDF, order: Order) -> None:
    size, left, top = 36.0, LEFT + 2, 144.0
    pdf.set_draw_color(*GOLD)
    pdf.set_line_width(0.3)
    with pdf.local_context():
        ornaments.qr(pdf, order.address, x=left, y=top, size=size)
    pdf.rect(left, top, size, size)
    pdf.link(left, top, size, size, order.address, alt_text=words.SCAN)
    pdf.set_text_color(*SOFT)
    below = top + size + 1.2
    said = words.CODE.format(code=grouped(order.facts.code))
    _line(pdf, words.SCAN, y=below, size=6.5, family=SANS, x=left, width=70, align="L")
    _line(pdf, said, y=below + 3.4, size=7.5, family=SANS, x=left, width=70, align="L", style="B")


def _signers(pdf: FPDF, order: Order) -> None:
    design, facts = order.design, order.facts
    place = f"{design.place}, " if design.place else ""
    dated = place + words.long_date(facts.issued_on)
    if not design.signer_name and not design.signer_post:
        _signer(pdf, LEFT + COLUMN - 92, dated, words.ISSUED_BY, facts.institution)
    else:
        _signer(pdf, LEFT + COLUMN - 92, dated, design.signer_post, design.signer_name)
    if design.second_signer_name or design.second_signer_post:
        _signer(pdf, LEFT + 62, "", design.second_signer_post, design.second_signer_name)
    if facts.valid_until:
        pdf.set_text_color(*MAIN[design.palette])
        said = words.UNTIL.format(day=words.long_date(facts.valid_until))
        _line(pdf, said, y=186.5, size=8, family=SANS, x=LEFT + COLUMN - 92, width=90, style="B")


def _signer(pdf: FPDF, x: float, dated: str, post: str, name: str) -> None:
    pdf.set_text_color(*INK)
    _line(pdf, dated, y=147, size=10, x=x, width=90)
    shown = fitted(pdf, words_of(post), family=SERIF, width=90, height=9.5, sizes=SMALL_SIZES)
    draw(pdf, shown, x=x, y=152.5, width=90)
    signer = fitted(
        pdf, words_of(name, "B"), family=SERIF, width=90, height=9.8, sizes=(11, *SMALL_SIZES)
    )
    end = draw(pdf, signer, x=x, y=183 - signer.height, width=90)
    pdf.set_draw_color(*GOLD)
    pdf.set_line_width(0.25)
    pdf.line(x + 12, end + 0.6, x + 78, end + 0.6)


def _details(pdf: FPDF, order: Order) -> None:
    main = MAIN[order.design.palette]
    _detail_page(pdf, order)
    y = _title(pdf, words.DETAILS, y=22, main=main)
    for label, value in _rows(order):
        y = _row(pdf, label, value, y)
    if not order.facts.outcomes:
        return
    y = _title(pdf, words.OUTCOMES, y=y + 7, main=main)
    for number, outcome in enumerate(order.facts.outcomes, start=1):
        setting = fitted(
            pdf, words_of(outcome), family=SERIF, width=COLUMN - 16, height=16, sizes=DETAIL_SIZES
        )
        if y + setting.height > HEIGHT - 28:
            _detail_page(pdf, order)
            y = 22
        pdf.set_text_color(*main)
        shown_number = fitted(
            pdf, [(f"{number}.", "B")], family=SERIF, width=10, height=16, sizes=(setting.size,)
        )
        draw(pdf, shown_number, x=LEFT + 2, y=y, width=10, align="L")
        pdf.set_text_color(*INK)
        y = draw(pdf, setting, x=LEFT + 12, y=y, width=COLUMN - 16, align="L") + 2


def _detail_page(pdf: FPDF, order: Order) -> None:
    pdf.add_page()
    ornaments.paper(pdf)
    ornaments.thin_border(pdf, MAIN[order.design.palette])
    pdf.set_text_color(*SOFT)
    said = words.FOOT.format(site=order.address.partition("?")[0])
    foot = fitted(pdf, words_of(said), family=SANS, width=COLUMN, height=8, sizes=(8, 7, 6))
    draw(pdf, foot, x=LEFT, y=HEIGHT - 16 - foot.height, width=COLUMN)


def _rows(order: Order) -> list[tuple[str, str]]:
    facts = order.facts
    rows = [
        (words.HOLDER, facts.holder),
        (words.COURSE, facts.course),
        (words.INSTITUTION, facts.institution),
        (words.CERTIFICATE_NUMBER, facts.number),
        (words.HOURS, f"{words.hours(facts.hours)} JP"),
        (words.YEAR, str(facts.year)),
        (words.STARTS_ON, words.long_date(facts.starts_on)),
        (words.ENDS_ON, words.long_date(facts.ends_on)),
    ]
    if facts.valid_until:
        rows.append((words.VALID_UNTIL, words.long_date(facts.valid_until)))
    return rows


def _row(pdf: FPDF, label: str, value: str, y: float) -> float:
    pdf.set_text_color(*SOFT)
    _line(pdf, label, y=y, size=9.5, family=SANS, x=LEFT + 2, width=60, align="L")
    pdf.set_text_color(*INK)
    setting = fitted(
        pdf, words_of(value), family=SERIF, width=COLUMN - 66, height=11, sizes=(11, 10, 9, 8, 7)
    )
    end = draw(pdf, setting, x=LEFT + 64, y=y - 0.4, width=COLUMN - 66, align="L") + 1.4
    pdf.set_draw_color(*ornaments.PALE_GOLD)
    pdf.set_line_width(0.15)
    pdf.line(LEFT + 2, end, LEFT + COLUMN, end)
    return end + 1.6


def _title(pdf: FPDF, text: str, *, y: float, main: ornaments.Colour) -> float:
    pdf.set_text_color(*main)
    _line(pdf, text, y=y, size=15, x=LEFT + 2, width=COLUMN, align="L", style="B")
    return y + 10.5


def _line(
    pdf: FPDF,
    text: str,
    *,
    y: float,
    size: float,
    family: str = SERIF,
    x: float = LEFT,
    width: float = COLUMN,
    align: str = "C",
    style: str = "",
) -> None:
    """One line that is never broken: smaller where it is too long."""
    sizes = tuple(size * scale for scale in (1, 0.9, 0.8, 0.7, 0.6))
    setting = fitted(
        pdf, words_of(text, style), family=family, width=width, height=size * 0.5, sizes=sizes
    )
    draw(pdf, setting, x=x, y=y, width=width, align=align)
