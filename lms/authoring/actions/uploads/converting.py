"""Files of other kinds made into texts of the course format: a word document into a module, questions
of other systems into a bank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lms.authoring.actions.uploads.taken import Taken
from lms.authoring.actions.uploads.upload import Document, Lost, Upload
from lms.authoring.actions.word import convert
from lms.authoring.rules import files as rules
from lms.authoring.source import exchange
from lms.authoring.source.word import LOST
from lms.core.errors import Invalid
from lms.courses.source.naming import FreeNames

MOST_QUESTION_BYTES = 10 * 1024**2
"""Of a file of questions, pictures included: it is read whole, as XML."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a file became: the text and its pictures, by path."""

    document: Document
    files: Mapping[str, bytes]


Converter = Callable[[Upload, Taken], Made | None]


def module_of(upload: Upload, taken: Taken) -> Made:
    """The module that a word document becomes. Slow: seconds.

    Raises:
        RefusedDocument: it is none, or a hostile one, or too heavy.
    """
    converted = convert(
        upload.content,
        name=upload.name,
        key=FreeNames(taken.ids).propose(upload.title, "modul"),
        taken=taken.ids,
        free_path=taken.free_media_path,
    )
    path = rules.next_module(upload.title, taken.paths)
    lost = tuple(Lost(LOST[code], {"n": n}) for code, n in converted.module.lost.items())
    files = {path: converted.module.text.encode(), **converted.media}
    return Made(Document(upload.name, path, lost), files)


def bank_of(upload: Upload, taken: Taken) -> Made | None:
    """The bank that a file of questions becomes; None where there is no question in it.

    Raises:
        Invalid: it is too large, or can't be read.
    """
    data = upload.read(MOST_QUESTION_BYTES)
    try:
        found = exchange.read_questions(upload.name, data, free_path=taken.free_media_path)
    except (exchange.NotMoodleXmlError, UnicodeDecodeError) as error:
        raise Invalid(
            "files", "%(name)s tidak terbaca (%(problem)s).", name=upload.name, problem=str(error)
        ) from error
    if not found.questions:
        return None
    path = rules.next_bank(upload.title, taken.paths)
    text = exchange.write_bank(
        found.questions,
        key=FreeNames(taken.ids).propose(upload.title, "bank"),
        title=upload.title,
        language=taken.language,
        taken=taken.ids,
    )
    # An XML file has no lines that an author would look for.
    numbered = upload.ending != ".xml"
    lost = tuple(
        Lost(one.message, one.params, one.line if numbered else None) for one in found.losses
    )
    return Made(Document(upload.name, path, lost), {path: text.encode(), **found.pictures})


CONVERTERS: Mapping[str, Converter] = {
    ".docx": module_of,
    **dict.fromkeys(exchange.ENDINGS, bank_of),
}
"""By the ending of a file's name."""
