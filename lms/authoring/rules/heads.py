"""The front matter of files that are made here: a new course's, a new module's, a new bank's."""

from __future__ import annotations

from decimal import Decimal

LONGEST_LINE = 300


def course_file(
    *,
    key: str,
    title: str,
    summary: str,
    competency: str,
    hours: Decimal,
    language: str,
    tail: str,
) -> str:
    """The text of a `course.md`. `hours` is in JP; `tail` are the other keys, the closing `---` and
    the introduction."""
    lines = [
        "---",
        "format: 1",
        f"id: {key}",
        f"title: {one_line(title)}",
        f"summary: {one_line(summary)}" if summary.strip() else "",
        f"language: {language}",
        f"hours: {_plain(hours)}",
        f"competency: {one_line(competency)}" if competency else "",
    ]
    return "\n".join(line for line in lines if line) + f"\n{tail}"


def part_file(key: str, title: str, text: str) -> str:
    """The text of a new module or question bank."""
    return f"---\nid: {key}\ntitle: {one_line(title)}\n---\n\n{text.strip()}\n"


def one_line(text: str) -> str:
    """A text as the value of a key: on one line; a pair of quotes around all of it stays."""
    line = " ".join(text.split())[:LONGEST_LINE]
    quoted = len(line) > 1 and line[0] == line[-1] and line[0] in "\"'"
    return f'"{line}"' if quoted else line


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
