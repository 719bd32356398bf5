"""Paragraphs, lists, tables, quotations and headings as Markdown of the course format.

What does not belong here: which heading begins an activity (the package).
"""

from __future__ import annotations

from collections.abc import Iterable

from lms.authoring.source.word.inline import Notes, guarded, inline, one_line
from lms.authoring.source.word.tree import Element

MOST_COLUMNS = 200
_BLOCKS = frozenset({"p", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


def blocks(elements: Iterable[Element | str], notes: Notes) -> list[str]:
    """The blocks of a flow, each a text of one or more lines."""
    written: list[str] = []
    for run in _runs(elements):
        written += _block(run, notes)
    return [block for block in written if block.strip()]


def heading(element: Element, level: int, notes: Notes) -> list[str]:
    """A heading, and the pictures that stood in it below."""
    pictures = [Element("p", children=[picture]) for picture in element.all("img")]
    words = one_line(_plain(element), notes)
    return [f"{'#' * level} {words}" if words else "", *blocks(pictures, notes)]


def _runs(elements: Iterable[Element | str]) -> list[Element]:
    """The flow as blocks only: loose words between blocks become paragraphs."""
    runs: list[Element] = []
    loose: list[Element | str] = []
    for element in [*elements, Element("p")]:
        if isinstance(element, Element) and element.tag in _BLOCKS:
            if loose:
                runs.append(Element("p", children=loose))
                loose = []
            runs.append(element)
        else:
            loose.append(element)
    return runs


def _block(element: Element, notes: Notes) -> list[str]:
    if element.tag == "p":
        return [_paragraph(element, notes)]
    if element.tag in ("ul", "ol"):
        return [_list(element, notes)]
    if element.tag == "table":
        return _table(element, notes)
    if element.tag == "blockquote":
        return [_quoted(blocks(element.children, notes))]
    return heading(element, max(3, min(6, int(element.tag[1]) + 1)), notes)


def _paragraph(element: Element, notes: Notes) -> str:
    return "\n".join(guarded(line) for line in inline(element, notes).split("\n"))


def _quoted(inner: list[str]) -> str:
    lines = "\n\n".join(inner).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _list(element: Element, notes: Notes) -> str:
    lines: list[str] = []
    for number, item in enumerate(element.elements(), start=1):
        marker = "- " if element.tag == "ul" else f"{number}. "
        lines += _item(marker, item, notes)
    return "\n".join(lines)


def _item(marker: str, item: Element, notes: Notes) -> list[str]:
    runs = _runs(item.children)
    lists = [run for run in runs if run.tag in ("ul", "ol")]
    text = " ".join(
        " ".join(block.split("\n")) for block in blocks([r for r in runs if r not in lists], notes)
    )
    indent = " " * len(marker)
    nested = [line for one in lists for line in _list(one, notes).split("\n")]
    if not text:
        # An item that holds a list only: the list takes its place.
        return nested
    return [marker + text, *(indent + line for line in nested)]


def _table(element: Element, notes: Notes) -> list[str]:
    rows = _rows(element, notes)
    if len(rows) == 1 and len(rows[0]) == 1:
        # A box around some text.
        cell = next(iter([*element.all("td"), *element.all("th")]))
        return [_quoted(blocks(cell.children, notes))]
    width = max((len(row) for row in rows), default=0)
    if width == 0:
        return []
    if width > MOST_COLUMNS:
        notes.lose("wide-table")
        width = MOST_COLUMNS
    padded = [[*row, *[""] * width][:width] for row in rows]
    lines = [_row(padded[0]), _row(["---"] * width), *(_row(row) for row in padded[1:])]
    return ["\n".join(lines)]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rows(table: Element, notes: Notes) -> list[list[str]]:
    rows: list[list[str]] = []
    hanging: dict[int, int] = {}
    """Rows for which a cell above still reaches down, by column."""
    for row in _direct_rows(table):
        cells: list[str] = []
        for cell in (c for c in row.elements() if c.tag in ("td", "th")):
            _fill_below(cells, hanging)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if across > 1 or down > 1:
                notes.lose("merged-cells")
            for column in range(len(cells), len(cells) + across):
                hanging[column] = down - 1
            cells += [_cell(cell, notes), *[""] * (across - 1)]
        _fill_below(cells, hanging)
        rows.append(cells)
    return rows


def _fill_below(cells: list[str], hanging: dict[int, int]) -> None:
    while hanging.get(len(cells), 0) > 0:
        hanging[len(cells)] -= 1
        cells.append("")


def _direct_rows(table: Element) -> list[Element]:
    rows: list[Element] = []
    for child in table.elements():
        if child.tag in ("thead", "tbody"):
            rows += [row for row in child.elements() if row.tag == "tr"]
        elif child.tag == "tr":
            rows.append(child)
    return rows


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "1")
    return max(1, min(int(value), MOST_COLUMNS)) if value.isdecimal() else 1


def _cell(cell: Element, notes: Notes) -> str:
    if any(True for _ in cell.all("table")):
        notes.lose("nested-table")
    parts = [one_line(part, notes) for part in _leaves(cell)]
    return "; ".join(part for part in parts if part).replace("|", "\\|")


def _leaves(cell: Element) -> list[Element]:
    """The paragraphs, items and inner cells of a cell, each to be one piece of its line."""
    leaves: list[Element] = []
    for run in _runs(cell.children):
        if run.tag == "p" or run.tag[0] == "h":
            leaves.append(run)
        else:
            for inner in run.elements():
                leaves += _leaves(inner)
    return leaves


def _plain(element: Element) -> Element:
    """A heading's words without pictures, line breaks and the bold that headings have anyway."""
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            children.append(child)
        elif child.tag == "br":
            children.append(" ")
        elif child.tag in ("strong", "b"):
            children += _plain(child).children
        elif child.tag != "img":
            plain = _plain(child)
            children.append(Element(child.tag, child.attributes, plain.children))
    return Element(element.tag, element.attributes, children)
