"""What is counted before anybody renders."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lms.core.markup.limits import measure

ROOT = Path(__file__).resolve().parents[2]


def test_an_ordinary_text_passes() -> None:
    assert measure("# a\n\n- b\n  - c\n\n> d\n\n| a | b |\n|---|---|\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "> " * 21 + "a",
        "- " * 21 + "a",
        "1. " * 21 + "a",
        "".join("  " * depth + "- a\n" for depth in range(21)).rstrip(),
        "".join("   " * depth + "1. a\n" for depth in range(21)).rstrip(),
        "> - " * 11 + "a",
    ],
)
def test_twenty_one_levels_are_too_deep(text: str) -> None:
    assert measure(text) == [(text.count("\n") + 1, "nesting")]


def test_twenty_levels_are_not() -> None:
    assert measure("> " * 20 + "a") == []
    assert measure("".join("  " * depth + "- a\n" for depth in range(20)) * 3) == []


def test_a_long_flat_list_is_not_deep() -> None:
    assert measure("- a\n" * 5000) == []
    assert measure("- a\n\n  b\n" * 100) == []


def test_a_paragraph_is_measured_in_bytes_and_reported_once() -> None:
    assert measure("é" * 32 * 1024) == [(1, "paragraph")]
    assert measure("a" * 1000 + "\n" + "é\n" * 40_000) == [(21513, "paragraph")]
    assert measure(("a" * 60_000 + "\n\n") * 3) == []


def test_brackets_are_counted_in_a_paragraph() -> None:
    assert measure("a\n\n" + "[" * 501) == [(3, "brackets")]
    assert measure(("[" * 500 + "\n\n") * 3) == []
    assert measure("```\n" + "[" * 501 + "\n```") == []


def test_columns_are_counted_where_a_table_begins() -> None:
    assert measure("|a" * 201 + "|\n" + "|-" * 201 + "|") == [(2, "columns")]
    assert measure("|a" * 200 + "|\n" + "|-" * 200 + "|") == []


def test_the_end_of_a_fence_ends_its_privilege() -> None:
    assert measure("~~~\n```\n~~~\n" + "[" * 501) == [(4, "brackets")]


def test_measuring_loads_no_markdown_library() -> None:
    code = (
        "import sys, lms.core.markup, lms.core.markup.limits\n"
        "print(sorted({'markdown', 'bleach', 'nh3', 'pymdownx'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
