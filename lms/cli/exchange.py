"""`flask content import` and `flask content export`: courses and questions from and to files.

What a format has no place for is listed on stderr, never dropped in silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from flask_babel import gettext as _

from lms.authoring.queries.archives import course_in
from lms.authoring.queries.drafts import ids_of
from lms.authoring.source.exchange import (
    ENDINGS,
    Exchange,
    Exchanged,
    NotMoodleXmlError,
    exchanged,
    read_questions,
    write_aiken,
    write_bank,
    write_gift,
    write_moodle_xml,
)
from lms.core.errors import Invalid
from lms.courses.queries import current_revision_id
from lms.courses.queries import export as files_of
from lms.courses.source import CourseFolder, Outline, scan
from lms.courses.source.naming import slug

Writer = Callable[[list[Exchanged], Mapping[str, bytes]], tuple[str, Exchange]]
WRITERS: Mapping[str, Writer] = {
    "gift": lambda questions, _pictures: write_gift(questions),
    "moodlexml": write_moodle_xml,
    "aiken": lambda questions, _pictures: write_aiken(questions),
}


def folder_in(archive: Path) -> CourseFolder:
    """The course in a zip.

    Raises:
        Invalid: it is no archive that anybody should unpack.
    """
    with archive.open("rb") as content:
        return CourseFolder(dict(course_in(content).files))


def is_questions(path: Path) -> bool:
    """Whether a file is of a format that holds questions only."""
    return path.suffix.lower() in ENDINGS


def import_questions(file: Path, into: Path, *, dry_run: bool) -> Exchange:
    """Make a bank of a file's questions in a course folder, with its pictures; returns what was
    read. Nothing that exists is replaced.

    Raises:
        Invalid: the file isn't of its format, or the folder has such files already.
    """
    try:
        found = read_questions(file.name, file.read_bytes())
    except (NotMoodleXmlError, UnicodeDecodeError) as error:
        raise Invalid(
            "file", "%(name)s tidak terbaca (%(problem)s).", name=file.name, problem=str(error)
        ) from error
    key = slug(file.stem, "impor")
    outline = _outline_of(into)
    language = outline.course.language if outline is not None else "id"
    text = write_bank(
        found.questions, key=key, title=file.stem, language=language, taken=ids_of(outline)
    )
    files = {f"bank/{key}.md": text.encode()} | found.pictures
    if not dry_run:
        write_folder(into, files)
    return found


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder.

    Raises:
        Invalid: one of them is there already; then none is written.
    """
    there = [path for path in files if (folder / path).exists()]
    if there:
        raise Invalid(
            "folder",
            "%(path)s sudah ada. Pindahkan dahulu, lalu ulangi.",
            path=str(folder / there[0]),
        )
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def export_folder(course_key: str) -> dict[str, bytes]:
    """The folder of the revision that learners see.

    Raises:
        NotFound: there is no such course, or nothing of it was published.
    """
    return files_of(current_revision_id(course_key))


def export_questions(course_key: str, format_: str) -> tuple[str, Exchange]:
    """All questions of a course's quizzes and banks in another format, and what that has no place for.

    Raises:
        NotFound: there is no such course, or nothing of it was published.
    """
    folder = CourseFolder(export_folder(course_key))
    outline = scan(folder).outline
    # A published revision was scanned before it was stored.
    assert outline is not None
    activities = [one for module in outline.modules for one in module.activities]
    sources = [question for activity in activities for question in activity.questions]
    sources += [question for bank in outline.banks for question in bank.questions]
    questions = [one for one in map(exchanged, sources) if one is not None]
    return WRITERS[format_](questions, folder.files)


def report(losses: Exchange, file: str, *, as_json: bool) -> None:
    """Say what could not be kept, one line each."""
    said = [(loss.line, _(loss.message, **loss.params)) for loss in losses.losses]
    if as_json:
        lines = [{"file": file, "line": line, "message": message} for line, message in said]
        click.echo(json.dumps(lines, ensure_ascii=False))
        return
    for line, message in said:
        click.echo(f"{file}:{line}: {message}", err=True)


def _outline_of(folder: Path) -> Outline | None:
    texts = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*.md")}
    return scan(CourseFolder({path: file.read_bytes() for path, file in texts.items()})).outline
