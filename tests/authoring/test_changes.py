"""What changed between two states of a course: fields, order, questions, media."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.rules.changes import (
    AskedQuestion,
    ComparedActivity,
    ComparedCourse,
    ComparedModule,
    FieldChange,
    MediaChange,
    compare,
    moved,
)
from lms.authoring.rules.proposals import LineChange, line_changes


def question(key: str, stem: str = "Apa?", points: int = 1) -> AskedQuestion:
    prompt = {"stem": f"<p>{stem}</p>"}
    return AskedQuestion(key, "essay", Decimal(points), None, prompt, {}, f"{stem}{points}")


def activity(key: str, text: str = "Isi.", **more: object) -> ComparedActivity:
    made = ComparedActivity(
        key=key,
        kind="lesson",
        module_key="satu",
        title=key,
        minutes=5,
        optional=False,
        practice=False,
        content_hash=text,
        body_html=f"<p>{text}</p>",
        settings={},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def course(*activities: ComparedActivity, **more: object) -> ComparedCourse:
    modules = (ComparedModule("satu", "Satu", ""), ComparedModule("dua", "Dua", ""))
    made = ComparedCourse({"title": "Judul"}, "<p>Awal.</p>", modules, activities, {"media/a": "1"})
    return replace(made, **more)  # type: ignore[arg-type]


def quote(one: AskedQuestion) -> str:
    return str(one.prompt["stem"])


def test_the_same_course_has_no_changes() -> None:
    one = course(activity("a"), activity("b"))
    assert not compare(one, one, quote)


def test_what_came_went_and_changed() -> None:
    old = course(activity("a"), activity("b"), activity("c"))
    new = course(activity("a", "Lain."), activity("c"), activity("d"))
    found = compare(old, new, quote)
    assert [(one.key, one.status) for one in found.activities] == [
        ("a", "changed"),
        ("d", "new"),
        ("b", "gone"),
    ]
    assert found.changed_keys == ("a",)
    assert "<del" in found.activities[0].html


def test_fields_of_the_head_and_of_activities() -> None:
    old = course(activity("a", settings={"pass_mark": 60, "rubric": {"title": "x"}}))
    new = course(
        activity("a", "Lain.", minutes=9, settings={"pass_mark": 70, "rubric": {"title": "y"}}),
        head={"title": "Judul lain"},
    )
    found = compare(old, new, quote)
    assert found.head == (FieldChange("title", "Judul", "Judul lain"),)
    assert set(found.activities[0].fields) == {
        FieldChange("minutes", 5, 9),
        FieldChange("pass_mark", 60, 70),
        FieldChange("rubric"),
    }


def test_an_activity_in_another_module_has_moved() -> None:
    old, new = course(activity("a")), course(activity("a", module_key="dua"))
    (change,) = compare(old, new, quote).activities
    assert (change.status, change.fields) == ("moved", (FieldChange("module", "Satu", "Dua"),))


def test_the_one_that_was_carried_past_others_has_moved() -> None:
    assert moved("abcdef", "bcdefa") == {"a"}
    assert moved("abcdef", "fabcde") == {"f"}
    assert moved("abc", "abc") == frozenset()
    assert moved("abc", "axbyc") == frozenset()


@given(st.permutations("abcdefg"), st.permutations("abcdefg"))
def test_what_stays_stands_in_the_same_order(old: list[str], new: list[str]) -> None:
    gone = moved(old, new)
    assert [key for key in old if key not in gone] == [key for key in new if key not in gone]


def test_questions_by_their_keys() -> None:
    old = course(activity("a", "1", questions=(question("x"), question("y"), question("z"))))
    new = course(
        activity("a", "2", questions=(question("x"), question("y", "Siapa?", 2), question("n")))
    )
    (change,) = compare(old, new, quote).activities
    assert [(one.key, one.status) for one in change.questions] == [
        ("y", "changed"),
        ("n", "new"),
        ("z", "gone"),
    ]
    assert change.questions[0].fields == (FieldChange("points", Decimal(1), Decimal(2)),)


def test_a_question_of_a_bank_is_shown_with_the_first_quiz() -> None:
    old = course(activity("a", "1", questions=(question("x"),)), activity("b", "1"))
    new = course(
        activity("a", "2", questions=(question("x", "Siapa?"),)),
        activity("b", "2", questions=(question("x", "Siapa?"),)),
    )
    first, second = compare(old, new, quote).activities
    assert len(first.questions) == 1
    assert second.questions == ()


def test_modules_and_media() -> None:
    old = course()
    new = course(
        modules=(ComparedModule("dua", "Dua", ""), ComparedModule("satu", "Pertama", "")),
        media={"media/a": "2", "media/b": "1"},
    )
    found = compare(old, new, quote)
    assert {(one.key, one.status) for one in found.modules} >= {("satu", "changed")}
    assert found.media == (MediaChange("media/a", "changed"), MediaChange("media/b", "new"))
    found = compare(new, old, quote)
    assert MediaChange("media/b", "gone") in found.media


def test_lines_in_which_ids_are_written() -> None:
    old = b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\n# A\r\n## B {.x}\r\n"
    new = b"\xef\xbb\xbf---\r\nid: t\r\ntitle: T\r\n---\r\n# A {#a}\r\n## B {#b .x}\r\n"
    assert list(line_changes("m.md", old, new)) == [
        LineChange("m.md", 2, "", "id: t"),
        LineChange("m.md", 4, "# A", "# A {#a}"),
        LineChange("m.md", 5, "## B {.x}", "## B {#b .x}"),
    ]
    filled = b"---\nid: t\n---\n"
    assert list(line_changes("m.md", b"---\nid:\n---\n", filled)) == [
        LineChange("m.md", 2, "id:", "id: t")
    ]
