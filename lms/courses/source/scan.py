"""The scan of a whole course: every file is read, then what they say of each other is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from lms.courses.source.codes.head import (
    DUPLICATE_MODULE_ID,
    HEADING_IN_INTRODUCTION,
    MODULE_WITHOUT_ID,
    SCORE_WITHOUT_QUIZ,
    TOO_MANY_LESSONS,
)
from lms.courses.source.definitions import take_definitions
from lms.courses.source.finding import FileReport, Finding, Report
from lms.courses.source.folder import COURSE_FILE, CourseFolder, report_unused, sort_folder
from lms.courses.source.front_matter import Entry, read_front_matter
from lms.courses.source.head import read_course_head
from lms.courses.source.ids import settle_ids
from lms.courses.source.inline import Target
from lms.courses.source.lines import Kind, classify
from lms.courses.source.module import OpenModule, check_inline, open_module, read_module
from lms.courses.source.naming import FreeNames
from lms.courses.source.outline import CourseHead, ModuleSource, Outline
from lms.courses.source.paragraphs import inline_of, is_whole, joined, keep_limits
from lms.courses.source.targets import TargetChecker
from lms.courses.source.text import read_lines


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


def scan(folder: CourseFolder) -> ScanResult:
    """Read a course. Never raises, whatever the bytes: what is wrong becomes a finding."""
    report = Report()
    files = sort_folder(folder, report)
    course = None
    if files.has_course:
        course = _read_course(folder.files[COURSE_FILE], report.of(COURSE_FILE))
    opened = [
        module
        for number, path in files.modules
        if (module := open_module(number, folder.files[path], report.of(path))) is not None
    ]
    settle_ids(heading for module in opened for heading in module.headings())
    whole = len(opened) == len(files.modules) and all(module.whole for module in opened)
    checker = TargetChecker(files.media, _files_of_activities(opened), whole)
    if course is not None:
        checker.check(course.targets, report.of(COURSE_FILE))
    head = course.head if course is not None else None
    modules = _read_modules(opened, head, checker)
    if course is not None and course.whole and whole:
        report_unused(files.media, (r.path for r in checker.references), report)
    outline = None
    if course is not None and head is not None:
        if whole:
            _check_completion(head, course.complete_line, modules, report.of(COURSE_FILE))
        outline = Outline(head, course.introduction, modules, tuple(checker.references))
    return ScanResult(outline, report.findings(), report.left_out())


def _read_course(data: bytes, report: FileReport) -> _CourseFile | None:
    lines = read_lines(data, report)
    front = read_front_matter(lines, report) if lines is not None else None
    if lines is None or front is None:
        return None
    body = keep_limits(classify(lines[front.length :], front.length + 1, report), report)
    for line in body:
        if line.kind is Kind.HEADING and line.level < 3:
            report.add(line.number, HEADING_IN_INTRODUCTION, text=line.text)
    definitions, rest = take_definitions(body, report)
    inline = inline_of(rest)
    check_inline(inline, definitions, report)
    return _CourseFile(
        head=read_course_head(front, report) if front.length else None,
        complete_line=front.entries.get("complete", Entry(1, "")).line,
        introduction=joined(body),
        whole=is_whole(body),
        targets=(*inline.targets, *(t for d in definitions.values() for t in d.inline.targets)),
    )


def _files_of_activities(modules: Sequence[OpenModule]) -> dict[str, str]:
    return {
        section.heading.key: module.report.file for module in modules for section in module.sections
    }


def _read_modules(
    opened: Sequence[OpenModule], head: CourseHead | None, checker: TargetChecker
) -> tuple[ModuleSource, ...]:
    outcomes = [outcome.key for outcome in head.outcomes] if head is not None else []
    modules = []
    for module, (key, proposed) in zip(opened, _settle_module_ids(opened), strict=True):
        read = read_module(module, outcomes)
        checker.check(read.targets, module.report)
        modules.append(
            ModuleSource(
                key=key,
                proposed=proposed,
                file=module.report.file,
                number=module.number,
                title=module.head.title,
                summary=module.head.summary,
                activities=read.activities,
                footnotes_and_links=read.footnotes_and_links,
            )
        )
    return tuple(modules)


def _settle_module_ids(modules: Sequence[OpenModule]) -> list[tuple[str, bool]]:
    """A key for every module, and whether it is a proposal."""
    first: dict[str, OpenModule] = {}
    for module in modules:
        if module.head.id is not None:
            first.setdefault(module.head.id, module)
    free = FreeNames(first)
    keys = []
    for module in modules:
        id_ = module.head.id
        if id_ is not None and first[id_] is module:
            keys.append((id_, False))
            continue
        name = PurePosixPath(module.report.file).stem.partition("-")[2]
        keys.append((free.propose(name, "modul"), True))
        if id_ is not None:
            other = first[id_].report.file
            module.report.add(module.head.id_line, DUPLICATE_MODULE_ID, id=id_, other=other)
        elif module.head.lacks_id:
            module.report.add(1, MODULE_WITHOUT_ID, proposal=keys[-1][0])
    return keys


def _check_completion(
    head: CourseHead, line: int, modules: Sequence[ModuleSource], report: FileReport
) -> None:
    activities = [activity for module in modules for activity in module.activities]
    lessons = sum(activity.kind == "lesson" for activity in activities)
    counted = any(a.kind == "quiz" and not a.practice and not a.optional for a in activities)
    if head.complete.lessons != "all" and head.complete.lessons > lessons:
        report.add(line, TOO_MANY_LESSONS, asked=head.complete.lessons, lessons=lessons)
    if head.complete.score > 0 and not counted:
        report.add(line, SCORE_WITHOUT_QUIZ, score=head.complete.score)
