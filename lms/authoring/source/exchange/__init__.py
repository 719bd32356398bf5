"""Questions from and to other formats: Aiken and GIFT (plain texts), Moodle XML (faithful). Pure.

exchange = read_questions("soal.xml", data, from_html=…)
write_bank(exchange.questions, key="impor", title="Soal impor", language="id")
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from lms.authoring.source.exchange.aiken import read_aiken, write_aiken
from lms.authoring.source.exchange.bank import exchanged, write_bank
from lms.authoring.source.exchange.gift import FromHtml, read_gift
from lms.authoring.source.exchange.gift_writer import write_gift
from lms.authoring.source.exchange.html import markdown_of
from lms.authoring.source.exchange.moodle_writer import write_moodle_xml
from lms.authoring.source.exchange.moodle_xml import NotMoodleXmlError, in_media, read_moodle_xml
from lms.authoring.source.exchange.questions import Exchange, Exchanged, Loss
from lms.authoring.source.word import LOST

ENDINGS = (".xml", ".gift", ".txt", ".aiken")
"""Of files that `read_questions` knows."""

_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE)


def read_questions(name: str, data: bytes, free_path: Callable[[str], str] = in_media) -> Exchange:
    """The questions of a file of any of the formats, told by its ending and its look. `free_path`
    gives a path for a picture of some name.

    Raises:
        NotMoodleXmlError: an `.xml` that is no Moodle XML.
        UnicodeDecodeError: a text that isn't UTF-8.
    """
    lost: Counter[str] = Counter()

    def from_html(html: str) -> str:
        markdown, missing = markdown_of(html)
        lost.update(missing)
        return markdown

    found = _read(name, data, from_html, free_path)
    for code, count in lost.items():
        found.lose(1, LOST[code], n=count)
    return found


def _read(name: str, data: bytes, from_html: FromHtml, free_path: Callable[[str], str]) -> Exchange:
    if name.lower().endswith(".xml"):
        return read_moodle_xml(data, from_html, free_path)
    text = data.decode("utf-8-sig")
    return read_aiken(text) if _AIKEN.search(text) else read_gift(text, from_html)


__all__ = [
    "ENDINGS",
    "Exchange",
    "Exchanged",
    "Loss",
    "NotMoodleXmlError",
    "exchanged",
    "read_questions",
    "write_aiken",
    "write_bank",
    "write_gift",
    "write_moodle_xml",
]
