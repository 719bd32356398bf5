"""Courses that require each other."""

from __future__ import annotations

from lms.courses.source import CourseHead, check_prerequisites, scan
from tests.courses.source.folders import place


def course_requiring(*ids: str) -> CourseHead:
    front = f"id: a\nrequires: [{', '.join(ids)}]"
    outline = scan(place("course", front).folder).outline
    assert outline is not None
    return outline.course


def test_what_exists_may_be_required() -> None:
    assert check_prerequisites(course_requiring("b", "c"), {"b": ["c"], "c": ()}) == ()


def test_every_missing_course_is_named_on_its_line() -> None:
    findings = check_prerequisites(course_requiring("b", "c"), {})
    assert [(f.file, f.line, f.code) for f in findings] == [("course.md", 3, "E214")] * 2
    assert [f.params["course"] for f in findings] == ["b", "c"]


def test_a_circle_is_named_from_end_to_end() -> None:
    catalogue = {"b": ["d", "c"], "c": ["a"], "d": ["d"]}
    (finding,) = check_prerequisites(course_requiring("b"), catalogue)
    assert (finding.code, finding.params["chain"]) == ("E215", "a → b → c → a")


def test_a_circle_of_others_is_not_the_fault_of_this_course() -> None:
    assert check_prerequisites(course_requiring("b"), {"b": ["c"], "c": ["b"]}) == ()


def test_what_was_published_before_does_not_count() -> None:
    assert check_prerequisites(course_requiring("b"), {"a": ["c"], "b": (), "c": ["a"]}) == ()
