"""The rows of a course: its introduction, modules and activities with their settings.

What does not belong here: the shape of questions (`questions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar
from urllib.parse import quote

from lms.core import markup
from lms.courses.actions.compiling.questions import Place, assignment_question, question_row, rubric
from lms.courses.actions.compiling.texts import HtmlOf, Text, render_all
from lms.courses.actions.media import StoredFile
from lms.courses.actions.widths import Version, Versions
from lms.courses.models import Activity, Module, Question
from lms.courses.queries import LightSound
from lms.courses.rules import (
    LIGHT_SOURCE,
    MediaType,
    light_path,
    media_type_of,
    plain_title,
    version_path,
)
from lms.courses.source import ActivitySource, BankSource, ModuleSource, Outline

NO_VERSIONS: Versions = {}
Sounds = Mapping[str, LightSound]
NO_SOUNDS: Sounds = {}


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """The introduction, and the modules with their activities and questions as rows to be added."""

    introduction_html: str
    modules: list[Module]


@dataclass(frozen=True, slots=True)
class CompiledBank:
    """A bank by itself: its questions as rows, its rubrics as `prompt` holds them."""

    questions: list[Question]
    rubrics: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Below which addresses the media and the activities of a course are served."""

    media: str
    activities: str

    @classmethod
    def of_published(cls, course_key: str) -> Addresses:
        """Those that learners use."""
        return cls(f"/courses/{course_key}/media", f"/learn/{course_key}")


@dataclass(frozen=True, slots=True)
class _Course:
    """What compiling an activity needs to know of the whole."""

    outline: Outline
    banks: Mapping[str, BankSource]
    html_of: HtmlOf


def compile_course(
    outline: Outline,
    files: Iterable[StoredFile],
    versions: Versions = NO_VERSIONS,
    light: Sounds = NO_SOUNDS,
) -> CompiledCourse:
    """Render every text of a course. Slow: call it before the write transaction. Previews do without
    `versions` of pictures and `light` sounds.

    Raises:
        TextRefusedError: a text passes a limit of the renderer, or holds a gap that can't be filled
            where it stands.
    """
    options = _options(outline, files, Addresses.of_published(outline.course.id), versions, light)
    return _in_two_walks(options, lambda html_of: _course(outline, html_of))


def compile_module(
    outline: Outline,
    module: ModuleSource,
    files: Iterable[StoredFile],
    addresses: Addresses,
    light: Sounds = NO_SOUNDS,
) -> Module:
    """Render the texts of one module alone, for a preview.

    Raises:
        TextRefusedError: as `compile_course`.
    """
    options = _options(outline, files, addresses, light=light)
    return _in_two_walks(
        options, lambda html_of: _module(_course_of(outline, html_of), module, number=1)
    )


def compile_bank(
    outline: Outline, bank: BankSource, files: Iterable[StoredFile], addresses: Addresses
) -> CompiledBank:
    """Render the questions and rubrics of a bank alone, for a preview.

    Raises:
        TextRefusedError: as `compile_course`.
    """
    options = _options(outline, files, addresses)
    return _in_two_walks(options, lambda html_of: _bank(outline, bank, html_of))


def compile_introduction(
    outline: Outline,
    files: Iterable[StoredFile],
    addresses: Addresses,
    light: Sounds = NO_SOUNDS,
) -> str:
    """Render what the catalogue shows of a course, for a preview.

    Raises:
        TextRefusedError: as `compile_course`.
    """
    options = _options(outline, files, addresses, light=light)
    return _in_two_walks(options, lambda html_of: html_of(_introduction(outline)))


def media_address(course_key: str, file: StoredFile) -> str:
    """Where a media file of a course is served."""
    return _below(Addresses.of_published(course_key).media, file)


def _below(base: str, file: StoredFile) -> str:
    return f"{base}/{file.sha256}/{quote(PurePosixPath(file.path).name)}"


def _below_as(base: str, file: StoredFile, version: Version) -> str:
    if version.sha256 == file.sha256:
        return _below(base, file)
    return f"{base}/{version.sha256}/{quote(PurePosixPath(version_path(file.path)).name)}"


Compiled = TypeVar("Compiled")


def _in_two_walks(options: markup.Options, walk: Callable[[HtmlOf], Compiled]) -> Compiled:
    """The same walk twice: once to learn which texts there are, once to put in what became of
    them."""
    texts: list[Text] = []

    def note(text: Text) -> str:
        texts.append(text)
        return ""

    walk(note)
    html = render_all(list(dict.fromkeys(texts)), options)
    return walk(html.__getitem__)


def _options(
    outline: Outline,
    files: Iterable[StoredFile],
    addresses: Addresses,
    versions: Versions = NO_VERSIONS,
    light: Sounds = NO_SOUNDS,
) -> markup.Options:
    by_path = {
        file.path: _media_info(
            addresses.media,
            file,
            promised,
            versions.get(file.sha256, ()),
            light.get(file.sha256) if outline.course.light_audio else None,
        )
        for file in files
        if (promised := media_type_of(file.path)) is not None
    }
    return markup.Options(
        language=outline.course.language,
        media={use.written: by_path[use.path] for use in outline.media if use.path in by_path},
        links=_links(addresses.activities, outline.modules),
    )


def _media_info(
    base: str,
    file: StoredFile,
    promised: MediaType,
    versions: Sequence[Version],
    light: LightSound | None,
) -> markup.MediaInfo:
    if light is not None and light.sha256 is not None:
        lighter = f"{base}/{light.sha256}/{quote(PurePosixPath(light_path(file.path)).name)}"
        # Browsers that don't know Opus in Ogg take what was handed in.
        sources = ((LIGHT_SOURCE, lighter), (promised.name, _below(base, file)))
        return markup.MediaInfo(lighter, promised.kind, light.size, sources=sources)
    choices = tuple((one.width, _below_as(base, file, one)) for one in versions)
    return markup.MediaInfo(
        url=_below(base, file),
        kind=promised.kind,
        size_bytes=file.size,
        width=file.width,
        height=file.height,
        versions=choices if any(one.sha256 != file.sha256 for one in versions) else (),
    )


def _links(base: str, modules: Iterable[ModuleSource]) -> Mapping[str, str]:
    links = {}
    for module in modules:
        for activity in module.activities:
            address = f"{base}/{activity.key}"
            links[activity.key] = links[f"{module.file}#{activity.key}"] = address
    return links


def _course(outline: Outline, html_of: HtmlOf) -> CompiledCourse:
    course = _course_of(outline, html_of)
    modules = [
        _module(course, module, number) for number, module in enumerate(outline.modules, start=1)
    ]
    activities = (activity for module in modules for activity in module.activities)
    for position, activity in enumerate(activities, start=1):
        activity.position = position
    return CompiledCourse(html_of(_introduction(outline)), modules)


def _course_of(outline: Outline, html_of: HtmlOf) -> _Course:
    return _Course(outline, {bank.key: bank for bank in outline.banks}, html_of)


def _introduction(outline: Outline) -> Text:
    source = markup.Source(outline.introduction, footnotes="fn-intro")
    return Text(source, "course.md", 1, outline.course.id)


def _module(course: _Course, module: ModuleSource, number: int) -> Module:
    return Module(
        key=module.key,
        position=number,
        title=module.title,
        summary=module.summary,
        activities=[_activity(course, module, activity) for activity in module.activities],
    )


def _bank(outline: Outline, bank: BankSource, html_of: HtmlOf) -> CompiledBank:
    place = Place(bank.file, outline.course.language, outline.banks, html_of)
    rubrics = (rubric(source.key, outline.banks, html_of) for source in bank.rubrics)
    return CompiledBank(
        [
            question_row(question, number, place, in_survey=False)
            for number, question in enumerate(bank.questions, start=1)
        ],
        [found for found in rubrics if found is not None],
    )


def _activity(course: _Course, module: ModuleSource, activity: ActivitySource) -> Activity:
    def html(source: markup.Source) -> str:
        return course.html_of(Text(source, module.file, activity.line, activity.key))

    title_html = html(markup.Source(activity.title, "inline"))
    body = markup.Source(
        activity.body,
        anchors="p" if activity.kind == "lesson" else None,
        references=module.footnotes_and_links,
    )
    return Activity(
        key=activity.key,
        kind=activity.kind,
        practice=activity.practice,
        optional=activity.optional,
        title=plain_title(title_html),
        title_html=title_html,
        minutes=activity.minutes or (activity.time_seconds or 0) // 60,
        settings=_settings(course, activity),
        body_html=html(body),
        content_hash=activity.content_hash,
        questions=_questions(course, module, activity),
    )


def _settings(course: _Course, activity: ActivitySource) -> dict[str, Any]:
    if activity.kind == "quiz":
        return {
            "purpose": activity.purpose,
            "pass_mark": activity.pass_mark,
            "attempts": activity.attempts,
            "time_seconds": activity.time_seconds,
            "shuffle": activity.shuffle,
            "review": activity.review,
            "penalty": str(activity.penalty),
            "counts": activity.counts,
            "offline": activity.offline,
            "draw": activity.draw,
        }
    if activity.kind == "assignment":
        return {
            "pass_mark": activity.pass_mark,
            "points": str(activity.points),
            "outcome": activity.outcome,
            "text": activity.hands_in_text,
            "files": activity.files,
            "types": list(activity.types),
            "max_bytes": activity.max_bytes,
            "due_days": activity.due_days,
            "rubric": rubric(activity.rubric, course.outline.banks, course.html_of),
        }
    return {}


def _questions(course: _Course, module: ModuleSource, activity: ActivitySource) -> list[Question]:
    """The quiz's own questions first, then those of its banks in the order in which they are named;
    of an assignment the one question that it is itself, where a text is handed in."""
    place = Place(module.file, course.outline.course.language, course.outline.banks, course.html_of)
    if activity.kind == "assignment":
        if not activity.hands_in_text:
            return []
        return [assignment_question(activity, module.footnotes_and_links, place)]
    pool = [(module.file, question) for question in activity.questions]
    # A preview also shows drafts that name a bank which isn't there yet.
    for bank in (course.banks[key] for key in activity.banks if key in course.banks):
        pool += [(bank.file, question) for question in bank.questions]
    return [
        question_row(question, number, place.at(file), in_survey=activity.kind == "survey")
        for number, (file, question) in enumerate(pool, start=1)
    ]
