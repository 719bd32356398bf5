"""Every code keeps what its table promises: the wrong example breaks it, the right one does not."""

from __future__ import annotations

import re

import pytest

from lms.courses.source import CODES, Finding, describe
from lms.courses.source.codes import Code
from lms.courses.source.messages import MESSAGES
from tests.courses.source.folders import findings_in, place

every_code = pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)


@every_code
def test_the_wrong_example_gives_exactly_its_code_at_its_line(code: Code) -> None:
    placed = place(code.place, code.wrong)
    found = [(finding.code, finding.line) for finding in findings_in(placed)]
    assert found == [(code.code, placed.lines_before + code.line)]


@every_code
def test_the_right_example_gives_nothing(code: Code) -> None:
    assert findings_in(place(code.place, code.right)) == ()


@every_code
def test_the_message_can_be_filled_with_the_parameters(code: Code) -> None:
    for finding in findings_in(place(code.place, code.wrong)):
        template, params = describe(finding)
        assert "%" not in template % params


@every_code
def test_the_code_names_a_severity(code: Code) -> None:
    assert re.fullmatch(r"[EW][1-9][0-9]{2}", code.code)
    severity = Finding("course.md", 1, code.code).severity
    assert severity == ("error" if code.code[0] == "E" else "warning")


def test_every_code_has_a_message_and_every_message_a_code() -> None:
    assert MESSAGES.keys() == CODES.keys()


def test_no_code_is_given_twice() -> None:
    numbers = [code[1:] for code in CODES]
    assert len(numbers) == len(set(numbers))
