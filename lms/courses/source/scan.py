"""The scan of a whole course: every file is read, then what they say of each other is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.courses.source.banks import OpenBank, ReadBank, open_bank, read_bank
from lms.courses.source.classify import classify
from lms.courses.source.codes.head import HEADING_IN_INTRODUCTION
from lms.courses.source.completion import (
    Placed,
    check_completion,
    check_tests,
    check_use_of_banks,
)
from lms.courses.source.definitions import take_definitions
from lms.courses.source.finding import FileReport, Finding, Report
from lms.courses.source.folder import (
    COURSE_FILE,
    CourseFolder,
    SortedFolder,
    report_unused,
    sort_folder,
)
from lms.courses.source.front_matter import Entry, read_front_matter
from lms.courses.source.head import read_course_head
from lms.courses.source.ids import FileKey, settle_file_ids, settle_ids
from lms.courses.source.inline import Target
from lms.courses.source.known import Known
from lms.courses.source.module import OpenModule, open_module, read_module
from lms.courses.source.outline import CourseHead, ModuleSource, Outline, Proposal
from lms.courses.source.paragraphs import inline_of, joined, keep_limits
from lms.courses.source.parts import check_inline
from lms.courses.source.targets import TargetChecker
from lms.courses.source.text import read_lines

USUAL_LANGUAGE = "id"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a course says, and everything that is wrong with it."""

    outline: Outline | None
    """None only when `course.md` cannot be used; with errors it lacks what could not be read."""
    findings: tuple[Finding, ...]
    """Sorted by file and line."""
    left_out: int
    """Findings beyond the first hundred of one code in one file."""

    @property
    def has_errors(self) -> bool:
        """Whether the course must not be published."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _CourseFile:
    head: CourseHead | None
    complete_line: int
    introduction: str
    whole: bool
    """Whether no part of the introduction is withheld."""
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """The files of a course, cut into pieces whose ids are settled."""

    course: _CourseFile | None
    modules: Sequence[tuple[OpenModule, FileKey]]
    banks: Sequence[tuple[OpenBank, FileKey]]
    proposals: tuple[Proposal, ...]
    modules_complete: bool
    """Whether nothing of the modules is withheld, so that what is missing is truly missing."""
    banks_complete: bool
    """Whether nothing of the banks is."""

    @property
    def head(self) -> CourseHead | None:
        return self.course.head if self.course is not None else None

    @property
    def complete(self) -> bool:
        """Whether nothing at all is withheld."""
        course_is_whole = self.course is not None and self.course.whole
        return course_is_whole and self.modules_complete and self.banks_complete


def scan(folder: CourseFolder) -> ScanResult:
    """Read a course. Never raises, whatever the bytes: what is wrong becomes a finding."""
    report = Report()
    files = sort_folder(folder, report)
    opened = _open(folder, files, report)
    activities = {
        section.heading.key: module.report.file
        for module, _ in opened.modules
        for section in module.sections
    }
    checker = TargetChecker(files.media, activities, opened.modules_complete)
    if opened.course is not None:
        checker.check(opened.course.targets, report.of(COURSE_FILE))
    banks, known = _read_banks(opened, checker)
    modules = _read_modules(opened, known, checker)
    if opened.complete:
        report_unused(files.media, (use.path for use in checker.references), report)
    _check_whole_course(opened, modules, banks, report)
    outline = None
    if opened.course is not None and opened.head is not None:
        outline = Outline(
            course=opened.head,
            introduction=opened.course.introduction,
            modules=modules,
            banks=tuple(bank.source for bank in banks),
            proposals=opened.proposals,
            media=tuple(checker.references),
        )
    return ScanResult(outline, report.findings(), report.left_out())


def _open(folder: CourseFolder, files: SortedFolder, report: Report) -> _Opened:
    course = None
    if files.has_course:
        course = _read_course(folder.files[COURSE_FILE], report.of(COURSE_FILE))
    modules = [
        module
        for number, path in files.modules
        if (module := open_module(number, folder.files[path], report.of(path))) is not None
    ]
    banks = [
        bank
        for path in files.banks
        if (bank := open_bank(folder.files[path], report.of(path))) is not None
    ]
    headings = [heading for module in modules for heading in module.headings()]
    headings += [heading for bank in banks for heading in bank.headings()]
    proposals = settle_ids(headings)
    module_keys, of_modules = settle_file_ids([(m.report, m.part.head) for m in modules], "modul")
    bank_keys, of_banks = settle_file_ids([(b.report, b.part.head) for b in banks], "bank")
    return _Opened(
        course=course,
        modules=list(zip(modules, module_keys, strict=True)),
        banks=list(zip(banks, bank_keys, strict=True)),
        proposals=tuple(sorted([*proposals, *of_modules, *of_banks])),
        modules_complete=len(modules) == len(files.modules) and all(m.whole for m in modules),
        banks_complete=len(banks) == len(files.banks) and all(bank.whole for bank in banks),
    )


def _read_course(data: bytes, report: FileReport) -> _CourseFile | None:
    lines = read_lines(data, report)
    front = read_front_matter(lines, report) if lines is not None else None
    if lines is None or front is None:
        return None
    body = keep_limits(classify(lines[front.length :], front.length + 1, report), report)
    for line in body:
        if line.kind == "heading" and line.level < 3:
            report.add(line.number, HEADING_IN_INTRODUCTION, text=line.text)
    definitions, rest = take_definitions(body, report)
    inline = inline_of(rest)
    check_inline(inline, definitions, report)
    return _CourseFile(
        head=read_course_head(front, report) if front.length else None,
        complete_line=front.entries.get("complete", Entry(1, "")).line,
        introduction=joined(body),
        whole=body.is_whole(),
        targets=(*inline.targets, *(t for d in definitions.values() for t in d.inline.targets)),
    )


def _read_banks(opened: _Opened, checker: TargetChecker) -> tuple[list[ReadBank], Known]:
    """The banks, and what activities may refer to."""
    head = opened.head
    rubrics = [bank.rubrics() for bank, _ in opened.banks]
    known = Known(
        language=head.language if head is not None else USUAL_LANGUAGE,
        outcomes=frozenset(o.key for o in head.outcomes) if head is not None else None,
        rubrics={
            key: rubric.content_hash if rubric is not None else ""
            for of_bank in rubrics
            for key, rubric in of_bank.items()
        },
        banks={},
        banks_complete=opened.banks_complete,
    )
    read = []
    for (bank, key), of_bank in zip(opened.banks, rubrics, strict=True):
        read.append(read_bank(bank, key, of_bank, known))
        checker.check(read[-1].targets, bank.report)
    return read, known.with_banks({bank.source.key: bank.pool for bank in read})


def _read_modules(
    opened: _Opened, known: Known, checker: TargetChecker
) -> tuple[ModuleSource, ...]:
    modules = []
    for module, key in opened.modules:
        read = read_module(module, known)
        checker.check(read.targets, module.report)
        modules.append(
            ModuleSource(
                key=key.key,
                proposed=key.proposed,
                file=module.report.file,
                number=module.number,
                title=module.part.head.title,
                summary=module.part.head.summary,
                activities=read.activities,
                footnotes_and_links=read.footnotes_and_links,
            )
        )
    return tuple(modules)


def _check_whole_course(
    opened: _Opened, modules: Sequence[ModuleSource], banks: Sequence[ReadBank], report: Report
) -> None:
    """What can only be said when nothing is withheld."""
    if not modules or not opened.modules_complete:
        return
    placed = list(_placed(modules, {m.report.file: m.report for m, _ in opened.modules}))
    check_tests(placed)
    check_use_of_banks([(b.source, report.of(b.source.file)) for b in banks], placed)
    if opened.course is not None and opened.head is not None:
        line = opened.course.complete_line
        check_completion(opened.head, line, placed, report.of(COURSE_FILE))


def _placed(modules: Sequence[ModuleSource], reports: Mapping[str, FileReport]) -> Iterator[Placed]:
    for module in modules:
        for activity in module.activities:
            yield Placed(activity, reports[module.file])
