"""From a file in `bank/` to questions and rubrics, in three steps.

`open_bank` cuts the file; then the ids of the whole course are settled (`ids`); rubrics are read
first, because questions of any bank may name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.courses.source.braces import Heading
from lms.courses.source.codes.activities import EMPTY_BANK
from lms.courses.source.definitions import used_definitions
from lms.courses.source.finding import FileReport
from lms.courses.source.head import BANK_KEYS
from lms.courses.source.ids import FileKey
from lms.courses.source.inline import Target
from lms.courses.source.known import Known, Pool
from lms.courses.source.outline import BankSource, QuestionSource, RubricSource
from lms.courses.source.paragraphs import inline_of
from lms.courses.source.parts import OpenPart, check_inline, open_part
from lms.courses.source.questions import Place, read_question
from lms.courses.source.rubrics import read_rubric
from lms.courses.source.sections import QuestionSection, cut_bank


@dataclass(frozen=True, slots=True)
class OpenBank:
    """A bank cut into pieces, before its ids are settled."""

    part: OpenPart
    whole: bool
    """Whether no part of it is withheld."""
    sections: tuple[QuestionSection, ...]

    @property
    def report(self) -> FileReport:
        """Where findings about the file go."""
        return self.part.report

    def headings(self) -> Iterable[tuple[FileReport, Heading]]:
        """The headings that carry ids."""
        return ((self.report, section.heading) for section in self.sections)

    def rubrics(self) -> dict[str, RubricSource | None]:
        """The rubrics by id, None for one that cannot be used (and a finding says why)."""
        return {
            section.heading.key: read_rubric(section, self.part)
            for section in self.sections
            if section.is_rubric
        }


@dataclass(frozen=True, slots=True)
class ReadBank:
    """A bank, and the links and pictures in it."""

    source: BankSource
    pool: Pool
    targets: tuple[Target, ...]


def open_bank(data: bytes, report: FileReport) -> OpenBank | None:
    """Cut a file into questions and rubrics, or None when it cannot be read at all."""
    part = open_part(data, BANK_KEYS, report)
    if part is None:
        return None
    sections = tuple(cut_bank(part.lines, report))
    if part.lines.is_blank():
        report.add(part.lines[0].number if part.lines else 1, EMPTY_BANK)
    return OpenBank(part, part.lines.is_whole(), sections)


def read_bank(
    bank: OpenBank, key: FileKey, rubrics: Mapping[str, RubricSource | None], known: Known
) -> ReadBank:
    """Read the questions of a bank whose headings have their keys."""
    definitions, report = bank.part.definitions, bank.report
    targets: list[Target] = []
    used: dict[str, str] = {}
    place = Place(definitions, known, report, bank=key.key)
    read: list[QuestionSource | None] = []
    for section in bank.sections:
        inline = inline_of(section.lines, section.heading)
        targets += inline.targets
        check_inline(inline, definitions, report)
        if section.is_rubric:
            used.update((d.name, d.text) for d in used_definitions(inline, definitions))
        else:
            read.append(read_question(section, inline, place))
    for definition in definitions.values():
        targets += definition.inline.targets
    questions = tuple(question for question in read if question is not None)
    source = BankSource(
        key=key.key,
        proposed=key.proposed,
        file=report.file,
        title=bank.part.head.title,
        questions=questions,
        rubrics=tuple(rubric for rubric in rubrics.values() if rubric is not None),
        footnotes_and_links="\n\n".join(used.values()),
    )
    return ReadBank(source, Pool(questions, bank.whole and None not in read), tuple(targets))
