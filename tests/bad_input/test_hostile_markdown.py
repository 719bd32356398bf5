"""Hostile Markdown on its whole way: from a folder through `flask content publish` to the reader's page.

Each attack on its own, against the renderer alone, is in `tests/core/test_markup_safety.py`.
"""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.db import db
from lms.courses.models import Course
from lms.courses.queries import check_folders
from tests.cli.conftest import command
from tests.client import Client
from tests.core.markup_payloads import ATTACKS, HOSTILE
from tests.factories.courses import course_folder

SCRIPT = re.compile(r"/static/[0-9a-f]{12}/(?:outbox/)?[\w-]+\.js")
SLOW = ("'['", "'[^1]'", "'<a '", "a table of 200 columns", "a deep list", "'\\x00'")


class Inspector(HTMLParser):
    """Asserts that a page holds no script but ours, and nothing that runs."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"iframe", "object", "embed", "base", "svg:script", "style", "math"}
        for name, value in attrs:
            bare = re.sub(r"[\x00-\x20]", "", value or "").lower()
            assert not name.startswith("on"), (tag, name)
            assert name != "style"
            assert not bare.startswith(("javascript:", "vbscript:", "data:")), (tag, name, value)
        if tag == "script":
            assert SCRIPT.fullmatch(dict(attrs).get("src") or ""), attrs

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def write(folder: Path, **parts: object) -> Path:
    """A course folder on the disk."""
    for name, content in course_folder(**parts).files.items():  # type: ignore[arg-type]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def accepted(app: Flask) -> list[str]:
    """The attacks that the scanner doesn't refuse at once, each in a lesson of its own."""
    courses = {text: course_folder(lesson_text=f"\n\n{text}\n\n") for text in ATTACKS}
    with app.app_context():
        findings = check_folders(courses)
    return [
        text for text, found in findings.items() if not any(one.code[0] == "E" for one in found)
    ]


def question(texts: list[str]) -> str:
    """A question whose title, options, feedback and explanation are attacks."""
    options = [f"- ( ) {text}\n  > {text}" for text in texts[:8]]
    title = "## <script>alert(1)</script> {#s9 outcome=inti}"
    return "\n".join(["", title, "- (x) a", *options, "", f"> Pembahasan: {texts[0]}", ""])


def quoted(text: str) -> str:
    """A text as a value of the front matter."""
    return "'" + text.replace("'", "''") + "'"


def test_attacks_in_every_place_of_a_course_are_inert_on_every_page(
    app: Flask, client: Client, tmp_path: Path
) -> None:
    attacks = accepted(app)
    assert len(attacks) > 100
    one_line = [text for text in attacks if "\n" not in text]
    folder = write(
        tmp_path / "kursus",
        lesson_text="\n\n".join(["", *attacks, ""]),
        introduction="\n\n".join(one_line),
        title=quoted("<script>alert(1)</script>\" onload='alert(1)"),
        summary=quoted("<img src=x onerror=alert(1)> {{7*7}} {% raw %}"),
    )
    module = folder / "01-modul.md"
    module.write_text(module.read_text() + question(one_line))
    done = command(app, "content", "publish", str(folder))
    errors = [line for line in done.stderr.splitlines() if re.search(r":\d+: E", line)]
    assert (done.exit_code, errors) == (0, [])
    client.sign_in("ayu")
    assert client.form_post("/courses/kursus/enrol").status_code == 303
    attempt = client.form_post("/learn/kursus/kuis/attempts").headers["Location"]
    pages = ["/", "/courses", "/courses/kursus", "/learn/kursus", "/learn/kursus/materi-1", attempt]
    for address in [*pages, f"{attempt}/submit", "/learn/kursus/kuis"]:
        page = client.get(address).text
        inspector = Inspector()
        inspector.feed(page)
        inspector.close()
        assert "alert(1)" in page, f"{address} shows none of it as text"


@pytest.mark.parametrize("name", SLOW)
def test_text_that_takes_a_parser_too_long_is_refused_with_its_line_or_published_soon(
    app: Flask, tmp_path: Path, name: str
) -> None:
    folder = write(tmp_path / "kursus", lesson_text="\n\n" + HOSTILE[name] + "\n\n")
    began = time.monotonic()
    done = command(app, "content", "publish", str(folder))
    assert time.monotonic() - began < 15
    with app.app_context():
        published = db.session.scalar(select(func.count()).select_from(Course))
    assert (done.exit_code, published) in {(0, 1), (1, 0)}
    for line in done.stderr.splitlines():
        assert re.fullmatch(rf"{re.escape(str(folder))}/[\w.-]+:\d+: [EW]\w+ .+", line)
