"""Tables that leave as files: CSV that an Indonesian Excel opens with a double click, and XLSX; a plain
head with rows, or a described table (`tables`) whose cells every form writes in its own way.

What does not belong here: which tables there are, and PDF, which needs letterheads and pages.
"""

from lms.core.exports.csv_text import BOM, csv_lines
from lms.core.exports.tables import (
    Cell,
    Column,
    Keys,
    Kind,
    Manner,
    Row,
    Table,
    csv_of,
    packed,
    unpacked,
    words_of,
)
from lms.core.exports.workbook import PIECE, XLSX, Workbook, pieces_of, xlsx_pieces

__all__ = [
    "BOM",
    "PIECE",
    "XLSX",
    "Cell",
    "Column",
    "Keys",
    "Kind",
    "Manner",
    "Row",
    "Table",
    "Workbook",
    "csv_lines",
    "csv_of",
    "packed",
    "pieces_of",
    "unpacked",
    "words_of",
    "xlsx_pieces",
]
