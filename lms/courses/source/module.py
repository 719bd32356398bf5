"""From one file to a module, in two steps.

`open_module` cuts the file into activities and questions; then the ids of the whole course are
settled (`ids`), and `read_module` reads what is inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lms.courses.source.activities import read_activity
from lms.courses.source.braces import Heading
from lms.courses.source.codes.structure import EMPTY_MODULE
from lms.courses.source.definitions import used_definitions
from lms.courses.source.finding import FileReport
from lms.courses.source.head import MODULE_KEYS
from lms.courses.source.inline import Target
from lms.courses.source.known import Known
from lms.courses.source.outline import ActivitySource
from lms.courses.source.paragraphs import inline_of
from lms.courses.source.parts import OpenPart, check_inline, open_part
from lms.courses.source.sections import ActivitySection, all_headings, cut


@dataclass(frozen=True, slots=True)
class OpenModule:
    """A module cut into pieces, before its ids are settled."""

    number: int
    part: OpenPart
    whole: bool
    """Whether no part of it is withheld."""
    sections: tuple[ActivitySection, ...]

    @property
    def report(self) -> FileReport:
        """Where findings about the file go."""
        return self.part.report

    def headings(self) -> Iterable[tuple[FileReport, Heading]]:
        """The headings that carry ids."""
        return ((self.report, heading) for heading in all_headings(self.sections))


@dataclass(frozen=True, slots=True)
class ReadModule:
    """The activities of a module, and the links and pictures in it."""

    activities: tuple[ActivitySource, ...]
    footnotes_and_links: str
    targets: tuple[Target, ...]


def open_module(number: int, data: bytes, report: FileReport) -> OpenModule | None:
    """Cut a file into activities and questions, or None when it cannot be read at all."""
    part = open_part(data, MODULE_KEYS, report)
    if part is None:
        return None
    sections = tuple(cut(part.lines, report))
    if part.lines.is_blank():
        report.add(1, EMPTY_MODULE)
    whole = part.lines.is_whole() and not any(section.withheld for section in sections)
    return OpenModule(number, part, whole, sections)


def read_module(module: OpenModule, known: Known) -> ReadModule:
    """Read the activities of a module whose headings have their keys."""
    definitions, report = module.part.definitions, module.report
    activities = []
    targets: list[Target] = []
    used: dict[str, str] = {}
    for section in module.sections:
        if section.withheld:
            continue
        inline = inline_of(section.lines, section.heading)
        inlines = [inline_of(question.lines, question.heading) for question in section.questions]
        for found in (inline, *inlines):
            targets += found.targets
            check_inline(found, definitions, report)
        of_text = used_definitions(inline, definitions)
        used.update((definition.name, definition.text) for definition in of_text)
        activities.append(read_activity(section, inline, inlines, module.part, known))
    for definition in definitions.values():
        targets += definition.inline.targets
    return ReadModule(tuple(activities), "\n\n".join(used.values()), tuple(targets))
