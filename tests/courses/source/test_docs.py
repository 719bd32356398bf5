"""The page for authors lists every code as it is in the table, with its examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lms.courses.source import CODES, CourseFolder, scan
from lms.courses.source.codes import Code
from tests.courses.source.folders import right_course

PAGE = Path(__file__).parents[3] / "docs" / "course-format.md"
LONGEST_LINE = 60


def row_of(code: Code) -> str:
    """The row of a code: code, meaning, where the examples stand, wrong, right."""
    cells = [code.code, code.meaning, code.place, _cell(code.wrong), _cell(code.right)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cell(example: str) -> str:
    return "<br>".join(_code_span(line) for line in example.splitlines() if line)


def _code_span(line: str) -> str:
    shown = line if len(line) <= LONGEST_LINE else line[:12] + f"… ({len(line)} characters)"
    shown = shown.replace("\x00", "␀").replace("\x02", "␂")
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fenced_examples() -> list[str]:
    return re.findall(r"^~~~~ markdown\n(.*?)^~~~~$", PAGE.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_the_page_has_the_row_of_every_code(code: Code) -> None:
    assert row_of(code) in PAGE.read_text("utf-8").splitlines()


def test_the_page_has_no_row_of_another_code() -> None:
    rows = re.findall(r"^\| ([EW]\d{3}) \|", PAGE.read_text("utf-8"), re.M)
    assert rows == list(CODES)


def test_the_course_on_the_page_is_right() -> None:
    course, module, bank = fenced_examples()
    files = {"course.md": course.encode(), "01-siklus.md": module.encode()}
    files |= {"bank/kontrak.md": bank.encode()}
    files |= {"media/kurva-s.webp": right_course()["media/peta.webp"]}
    assert scan(CourseFolder(files)).findings == ()
