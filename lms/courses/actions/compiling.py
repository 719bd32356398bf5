"""From an outline to the rows of a revision: every text rendered, in one batch, before any write.

What does not belong here: how Markdown becomes HTML (core), which files there are (media), the
transaction (publishing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from lms.core import markup
from lms.core.markup.values import Kind
from lms.courses.actions.media import StoredFile
from lms.courses.models import Activity, Module, Question
from lms.courses.rules import MediaType, media_type_of, plain_title
from lms.courses.source import (
    ActivitySource,
    Finding,
    ModuleSource,
    OptionSource,
    Outline,
    QuestionSource,
)

REFUSED_TEXT = "E804"
"""A text that the renderer gives up on."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to render, and where it stands, should it be refused."""

    source: markup.Source
    file: str
    line: int
    subject: str


class TextRefusedError(Exception):
    """The renderer gave a text up; the finding says which."""

    def __init__(self, text: Text, reason: str) -> None:
        super().__init__(f"{text.file}:{text.line} {reason}")
        params = {"subject": text.subject, "reason": reason}
        self.finding = Finding(text.file, text.line, REFUSED_TEXT, params)


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """The introduction, and the modules with their activities and questions as rows to be added."""

    introduction_html: str
    modules: list[Module]


HtmlOf = Callable[[Text], str]


def compile_course(outline: Outline, files: Iterable[StoredFile]) -> CompiledCourse:
    """Render every text of a course. Slow: call it before the write transaction.

    Raises:
        TextRefusedError: a text passes a limit of the renderer.
    """
    texts: list[Text] = []

    def note(text: Text) -> str:
        texts.append(text)
        return ""

    # The same walk twice: once to learn which texts there are, once to put in what became of them.
    _course(outline, note)
    html = _rendered(list(dict.fromkeys(texts)), _options(outline, files))
    return _course(outline, html.__getitem__)


def media_address(course_key: str, file: StoredFile) -> str:
    """Where a media file of a course is served."""
    name = quote(PurePosixPath(file.path).name)
    return f"/courses/{course_key}/media/{file.sha256}/{name}"


def _rendered(texts: list[Text], options: markup.Options) -> dict[Text, str]:
    try:
        results = markup.render([text.source for text in texts], options=options)
    except markup.Refused as refused:
        raise TextRefusedError(texts[refused.index], refused.reason) from refused
    return {text: result.html for text, result in zip(texts, results, strict=True)}


def _options(outline: Outline, files: Iterable[StoredFile]) -> markup.Options:
    key = outline.course.id
    by_path = {
        file.path: _media_info(key, file, promised)
        for file in files
        if (promised := media_type_of(file.path)) is not None
    }
    return markup.Options(
        language=outline.course.language,
        media={use.written: by_path[use.path] for use in outline.media if use.path in by_path},
        links=_links(key, outline.modules),
    )


def _media_info(course_key: str, file: StoredFile, promised: MediaType) -> markup.MediaInfo:
    return markup.MediaInfo(
        url=media_address(course_key, file),
        kind=promised.kind,
        size_bytes=file.size,
        width=file.width,
        height=file.height,
    )


def _links(course_key: str, modules: Iterable[ModuleSource]) -> Mapping[str, str]:
    links = {}
    for module in modules:
        for activity in module.activities:
            address = f"/learn/{course_key}/{activity.key}"
            links[activity.key] = links[f"{module.file}#{activity.key}"] = address
    return links


def _course(outline: Outline, html_of: HtmlOf) -> CompiledCourse:
    introduction = Text(
        markup.Source(outline.introduction, footnotes="fn-intro"), "course.md", 1, outline.course.id
    )
    modules = []
    position = 0
    for number, module in enumerate(outline.modules, start=1):
        row = Module(key=module.key, position=number, title=module.title, summary=module.summary)
        for activity in module.activities:
            position += 1
            compiled = _activity(module, activity, html_of)
            compiled.position = position
            row.activities.append(compiled)
        modules.append(row)
    return CompiledCourse(html_of(introduction), modules)


def _activity(module: ModuleSource, activity: ActivitySource, html_of: HtmlOf) -> Activity:
    def text(source: markup.Source) -> Text:
        return Text(source, module.file, activity.line, activity.key)

    title_html = html_of(text(markup.Source(activity.title, "inline")))
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
        settings=_settings(activity) if activity.kind == "quiz" else {},
        body_html=html_of(text(body)),
        content_hash=activity.content_hash,
        questions=[
            _question(module, question, number, html_of)
            for number, question in enumerate(activity.questions, start=1)
        ],
    )


def _settings(activity: ActivitySource) -> dict[str, Any]:
    return {
        "pass_mark": activity.pass_mark,
        "attempts": activity.attempts,
        "time_seconds": activity.time_seconds,
        "shuffle": activity.shuffle,
        "review": activity.review,
        "penalty": str(activity.penalty),
        "counts": activity.counts,
        "offline": activity.offline,
    }


def _question(
    module: ModuleSource, question: QuestionSource, position: int, html_of: HtmlOf
) -> Question:
    def html(markdown: str, part: str, kind: Kind = "block") -> str:
        source = markup.Source(
            markdown,
            kind,
            # All questions of a quiz stand on one page.
            footnotes=f"fn-{question.key}-{part}",
            shift=0,
            references="\n\n".join(question.references),
        )
        return html_of(Text(source, module.file, question.line, question.key))

    def option(number: int, source: OptionSource) -> str:
        kind: Kind = "block" if "\n" in source.text.strip() else "inline"
        return html(source.text, f"o{number}", kind)

    options = list(enumerate(question.options))
    title = html(question.title, "title", "inline")
    stem = html(question.stem, "stem") if question.stem.strip() else ""
    return Question(
        key=question.key,
        kind=question.kind,
        position=position,
        points=question.points,
        outcome=question.outcome,
        prompt={
            "stem": f"<p>{title}</p>{stem}",
            "options": [option(number, source) for number, source in options],
        },
        key_data={
            "right": [number for number, source in options if source.correct],
            "feedback": [
                html(source.feedback, f"f{number}") if source.feedback else None
                for number, source in options
            ],
            "explanation": html(question.explanation, "e") if question.explanation else None,
        },
        content_hash=question.content_hash,
    )
