"""Completion as arithmetic: what is missing, what counts, where to go on."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from lms.learning import rules
from lms.learning.rules import Rule, Standing


@dataclass(frozen=True)
class One:
    """An activity as the rules see it."""

    key: str
    kind: str = "lesson"
    title: str = ""
    practice: bool = False
    optional: bool = False
    settings: dict[str, object] = field(default_factory=dict)


def quiz(key: str, pass_mark: int | None = None, **more: bool) -> One:
    return One(key, "quiz", f"Kuis {key}", settings={"pass_mark": pass_mark}, **more)


DONE = Standing(done=True)
COURSE = [One("a"), One("b"), quiz("q"), One("c", optional=True), quiz("l", practice=True)]

KEYS = [f"k{number}" for number in range(8)]
activities_of = st.lists(
    st.builds(
        One,
        key=st.sampled_from(KEYS),
        kind=st.sampled_from(["lesson", "quiz", "assignment", "survey"]),
        practice=st.booleans(),
        optional=st.booleans(),
        settings=st.fixed_dictionaries({"pass_mark": st.none() | st.integers(0, 100)}),
    ),
    unique_by=lambda one: one.key,
    max_size=8,
)
standings_of = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(
        Standing,
        done=st.booleans(),
        score=st.none() | st.floats(0, 100),
        passed=st.none() | st.booleans(),
    ),
)
rule_of = st.builds(Rule, lessons=st.none() | st.integers(0, 10), score=st.integers(0, 100))


def test_a_course_is_complete_when_lessons_are_read_and_the_quiz_is_passed() -> None:
    standings = {"a": DONE, "b": DONE, "q": Standing(True, 75, True)}
    assert rules.is_complete(Rule(None, 70), COURSE, standings)


def test_the_checklist_names_what_is_missing_and_where_to_do_it() -> None:
    standings = {"a": DONE, "q": Standing(False, 60, False)}
    lessons, final = rules.checklist(Rule(None, 70), COURSE, standings)
    assert (lessons.kind, lessons.have, lessons.need, lessons.key) == ("lessons", 1, 2, "b")
    assert (final.title, final.have, final.need, final.done) == ("Kuis q", 60, 70, False)


def test_a_number_of_lessons_is_enough_where_the_course_says_so() -> None:
    assert rules.is_complete(Rule(1, 0), [One("a"), One("b")], {"b": DONE})


def test_more_lessons_than_there_are_means_all() -> None:
    assert rules.is_complete(Rule(5, 0), [One("a")], {"a": DONE})


def test_the_mean_must_be_reached_where_the_quizzes_ask_for_less() -> None:
    activities = [quiz("q", 50), quiz("r", 50)]
    low = {"q": Standing(True, 60, True), "r": Standing(True, 70, True)}
    *_, mean = rules.checklist(Rule(None, 70), activities, low)
    assert (mean.kind, mean.have, mean.key, mean.done) == ("mean", 65, "q", False)
    high = low | {"q": Standing(True, 70, True)}
    assert rules.is_complete(Rule(None, 70), activities, high)


def test_a_quiz_without_a_mark_to_reach_must_only_be_handed_in() -> None:
    assert rules.is_complete(Rule(None, 0), [quiz("q", 0)], {"q": Standing(True, 0, None)})


def test_a_course_that_asks_for_nothing_is_never_complete() -> None:
    assert not rules.is_complete(Rule(None, 70), [One("a", optional=True)], {"a": DONE})


@given(rule_of, activities_of, standings_of)
def test_a_course_is_complete_exactly_when_nothing_on_the_checklist_is_missing(
    rule: Rule, activities: list[One], standings: dict[str, Standing]
) -> None:
    items = rules.checklist(rule, activities, standings)
    assert rules.is_complete(rule, activities, standings) is (
        bool(items) and all(item.done for item in items)
    )
    assert all(item.key in {one.key for one in activities} for item in items)


@given(rule_of, activities_of, standings_of, st.sampled_from(KEYS), st.floats(0, 100))
def test_what_does_not_count_changes_nothing(
    rule: Rule, activities: list[One], standings: dict[str, Standing], key: str, score: float
) -> None:
    counted = {one.key for one in rules.required(activities)}
    more = standings if key in counted else standings | {key: Standing(True, score, True)}
    assert rules.checklist(rule, activities, more) == rules.checklist(rule, activities, standings)
    assert rules.progress(activities, more) == rules.progress(activities, standings)
    assert rules.course_score(activities, more) == rules.course_score(activities, standings)


@given(rule_of, activities_of, standings_of, st.sampled_from(KEYS))
def test_reading_one_more_lesson_never_takes_completion_away(
    rule: Rule, activities: list[One], standings: dict[str, Standing], key: str
) -> None:
    lessons = {one.key for one in activities if one.kind == "lesson"}
    more = standings | ({key: DONE} if key in lessons else {})
    before = rules.is_complete(rule, activities, standings)
    assert rules.is_complete(rule, activities, more) or not before


@given(rule_of, activities_of, standings_of)
def test_order_never_matters_for_completion(
    rule: Rule, activities: list[One], standings: dict[str, Standing]
) -> None:
    turned = activities[::-1]
    assert rules.is_complete(rule, turned, standings) is rules.is_complete(
        rule, activities, standings
    )


@given(activities_of, standings_of, st.none() | st.sampled_from(KEYS))
def test_going_on_never_leads_to_something_done(
    activities: list[One], standings: dict[str, Standing], last: str | None
) -> None:
    following = rules.next_activity(activities, standings, last)
    done, total = rules.progress(activities, standings)
    if following is None:
        assert done == total
    else:
        assert not rules.is_done(following, standings)


def test_going_on_means_the_lesson_seen_last_then_what_follows_then_what_was_skipped() -> None:
    def following(standings: dict[str, Standing], last: str | None) -> str | None:
        found = rules.next_activity(COURSE, standings, last)
        return found.key if found else None

    assert following({}, None) == "a"
    assert following({}, "b") == "b"
    assert following({"b": DONE}, "b") == "q"
    assert following({"b": DONE, "q": DONE}, "q") == "a"
    assert following({"a": DONE, "b": DONE, "q": DONE}, "q") is None
    assert following({"a": DONE}, "gone") == "b"


def test_neighbours_run_through_the_whole_course() -> None:
    before, after = rules.neighbours(COURSE, "q")
    assert (before and before.key, after and after.key) == ("b", "c")
    assert rules.neighbours(COURSE, "a")[0] is None
    assert rules.neighbours(COURSE, "l")[1] is None


def test_places_are_the_blocks_with_an_anchor_by_their_first_words() -> None:
    html = (
        '<p id="p-1">Satu &amp; <strong>dua</strong><br>tiga</p>'
        '<h2 id="h-1">Langkah</h2><ul id="u-1"><li id="inner">a</li></ul><p>tanpa</p>'
        f'<p id="p-2">{"kata " * 40}</p>'
    )
    one, heading, items, long = rules.places(html)
    assert (one.anchor, one.words, one.heading) == ("p-1", "Satu & dua tiga", False)
    assert (heading.anchor, heading.heading) == ("h-1", True)
    assert items.anchor == "u-1"
    assert long.words.endswith("…")
    assert len(long.words) <= rules.EXCERPT
