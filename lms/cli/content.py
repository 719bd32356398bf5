"""`flask content …`: checking and publishing course folders.

Findings are printed as `file:line: CODE message`. Exit status: 0 good, 1 errors found, 2 wrong use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.cli import exchange
from lms.core import jobs, settings
from lms.core.db import commit, rollback
from lms.core.errors import Invalid, NotFound
from lms.courses.actions import (
    BrokenFolder,
    PublishResult,
    index_course,
    lighten_audio,
    publish_folder,
)
from lms.courses.queries import check_folders, describe, publishing_order, read_folder
from lms.courses.source import CourseFolder, Finding
from lms.courses.source.sarif import Said, as_sarif

group = AppGroup("content", help="Check, publish, take in and give back courses.")

Paths = tuple[Path, ...]


@group.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print the findings as JSON")
@click.option("--sarif", "as_sarif_log", is_flag=True, help="print the findings as SARIF 2.1.0")
def check(paths: Paths, as_json: bool, as_sarif_log: bool) -> None:
    """Check course folders (or folders of courses) and print every finding."""
    findings = check_folders(_read_all(paths))
    if as_sarif_log:
        click.echo(_as_json(_sarif(findings)))
    else:
        _print(findings, as_json=as_json)
    raise SystemExit(1 if any(_is_error(one) for _name, one in _flat(findings)) else 0)


@group.command("publish")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--note", default="", help="what changed, for the history of revisions")
@click.option("--json", "as_json", is_flag=True, help="print the results as JSON")
def publish(paths: Paths, note: str, as_json: bool) -> None:
    """Publish course folders; one with an error changes nothing."""
    in_order = publishing_order(_read_all(paths))
    each = _publish if as_json else publish_one
    results = [each(Path(name), note=note) for name in in_order]
    if as_json:
        click.echo(json.dumps([vars(one) for one in results if one is not None]))
    raise SystemExit(1 if None in results else 0)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="check and report, change nothing")
@click.option(
    "--into",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="course folder that takes questions in",
)
@click.option("--json", "as_json", is_flag=True, help="print findings or losses as JSON")
def import_file(file: Path, dry_run: bool, into: Path, as_json: bool) -> None:
    """Publish a course from a zip, or make a bank of questions in GIFT, Aiken or Moodle XML."""
    try:
        if exchange.is_questions(file):
            found = exchange.import_questions(file, into, dry_run=dry_run)
            click.echo(_("%(n)s soal terbaca.", n=len(found.questions)), err=as_json)
            exchange.report(found, str(file), as_json=as_json)
            return
        folder = exchange.folder_in(file)
    except Invalid as error:
        raise click.UsageError(_(error.message, **error.params)) from error
    if dry_run:
        findings = check_folders({str(file): folder})
        _print(findings, as_json=as_json)
        raise SystemExit(1 if any(_is_error(one) for _name, one in _flat(findings)) else 0)
    raise SystemExit(1 if _publish_folder(str(file), folder, note="") is None else 0)


@group.command("export")
@click.argument("course")
@click.option(
    "--format", "format_", default="folder", type=click.Choice(["folder", *exchange.WRITERS])
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="folder or file to write; questions go to stdout without it",
)
@click.option("--json", "as_json", is_flag=True, help="print what is lost as JSON")
def export(course: str, format_: str, to: Path | None, as_json: bool) -> None:
    """Give a course back as its folder, or its questions in another format."""
    try:
        if format_ == "folder":
            exchange.write_folder(to or Path(course), exchange.export_folder(course))
            return
        text, lost = exchange.export_questions(course, format_)
    except NotFound as error:
        raise click.UsageError(_("Kursus %(course)s tidak ada.", course=course)) from error
    except Invalid as error:
        raise click.UsageError(_(error.message, **error.params)) from error
    if to is None:
        click.echo(text, nl=False)
    else:
        to.write_text(text)
    exchange.report(lost, course, as_json=as_json and to is not None)


def publish_one(path: Path, *, note: str = "") -> PublishResult | None:
    """Publish one folder and commit; prints the outcome, or the findings that prevent it (None)."""
    result = _publish(path, note=note)
    if result is not None:
        words = (
            _("%(course)s: revisi %(number)s diterbitkan")
            if result.changed
            else _("%(course)s: tidak berubah sejak revisi %(number)s")
        )
        click.echo(words % {"course": result.course_key, "number": result.revision_number})
    return result


def _publish(path: Path, *, note: str) -> PublishResult | None:
    return _publish_folder(str(path), _read(path), note=note)


def _publish_folder(name: str, folder: CourseFolder, *, note: str) -> PublishResult | None:
    try:
        result = publish_folder(folder, actor_id=None, note=note)
    except BrokenFolder as broken:
        rollback()
        for finding in broken.findings:
            click.echo(_line(name, finding), err=True)
        return None
    commit()
    # Whoever publishes by a command may have no worker running.
    jobs.run_due({"index-course": index_course, "lighten-audio": lighten_audio})
    return result


def _courses_in(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        below = sorted(file.parent for file in path.glob("*/course.md")) if path.is_dir() else []
        found += [path] if (path / "course.md").exists() or not below else below
    return found


def _read_all(paths: Iterable[Path]) -> dict[str, CourseFolder]:
    return {str(path): _read(path) for path in _courses_in(paths)}


def _read(path: Path) -> CourseFolder:
    try:
        return read_folder(path)
    except Invalid as error:
        raise click.UsageError(_(error.message, **error.params)) from error


def _print(findings: Mapping[str, Iterable[Finding]], *, as_json: bool) -> None:
    if as_json:
        click.echo(_as_json([_plain(*one) for one in _flat(findings)]))
        return
    for name, finding in _flat(findings):
        click.echo(_line(name, finding), err=True)


def _as_json(value: object) -> bytes:
    # A file name may hold bytes of no encoding, which are then written as JSON's own escapes.
    return json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace")


def _sarif(findings: Mapping[str, Iterable[Finding]]) -> dict[str, object]:
    said = [
        Said(
            str(Path(name, finding.file)),
            finding.line,
            finding.code,
            finding.severity,
            str(_plain(name, finding)["message"]),
        )
        for name, finding in _flat(findings)
    ]
    return as_sarif(said, tool=settings.text(settings.PRODUCT_NAME))


def _flat(findings: Mapping[str, Iterable[Finding]]) -> list[tuple[str, Finding]]:
    return [(name, finding) for name, found in findings.items() for finding in found]


def _line(folder: str, finding: Finding) -> str:
    message, params = describe(finding)
    return f"{Path(folder, finding.file)}:{finding.line}: {finding.code} {_(message, **params)}"


def _plain(folder: str, finding: Finding) -> dict[str, object]:
    message, params = describe(finding)
    return {
        "file": str(Path(folder, finding.file)),
        "line": finding.line,
        "code": finding.code,
        "message": _(message, **params),
    }


def _is_error(finding: Finding) -> bool:
    return finding.code.startswith("E")
