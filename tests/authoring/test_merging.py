"""Two people save one text: what differs, and the page on which the second joins both."""

from __future__ import annotations

import html

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.actions.files import save_source
from lms.authoring.queries.drafts import draft_of, folder_of
from lms.authoring.rules.merging import side_by_side
from lms.core import db as database
from lms.core.db import begin_unit
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import drafted_course

LINES = st.lists(st.sampled_from(["", "a", "b c", "b d", "# Judul", "sama"]), max_size=25)


@given(LINES, LINES)
def test_the_rows_hold_both_texts(mine: list[str], theirs: list[str]) -> None:
    rows = side_by_side("\n".join(mine), "\n".join(theirs))
    left = {r.mine_line: "".join(t for _, t in r.mine) for r in rows if r.mine is not None}
    right = {r.theirs_line: "".join(t for _, t in r.theirs) for r in rows if r.theirs is not None}
    for text, shown, hidden in (
        ("\n".join(mine).splitlines(), left, sum(r.left_out for r in rows)),
        ("\n".join(theirs).splitlines(), right, sum(r.left_out for r in rows)),
    ):
        assert all(text[number - 1] == line for number, line in shown.items() if number)
        assert len(shown) + hidden == len(text)


@given(LINES)
def test_one_text_has_no_difference(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert {row.kind for row in side_by_side(text, text)} <= {"same", "gap"}


def test_words_that_differ_are_marked() -> None:
    (row,) = side_by_side("Layani dengan ramah", "Layani dengan cepat")
    assert row.mine == ((False, "Layani dengan "), (True, "ramah"))
    assert row.theirs == ((False, "Layani dengan "), (True, "cepat"))


@pytest.fixture
def saved_meanwhile(app: Flask, cast: Cast) -> int:
    """A draft of Bima's whose module Eko has saved after Bima opened it."""
    with app.app_context():
        begin_unit(may_write=True)
        course_id = drafted_course(cast.bima.id)
        begin_unit(may_write=True)
        save_source(
            course_id=course_id,
            path="01-modul.md",
            content=b"# Milik <Eko> {#eko}\n\nIsi.\n",
            version=1,
            actor_id=cast.eko.id,
        )
        database.commit()
    return course_id


def test_the_second_gets_both_texts_and_joins_them(
    app: Flask, client: Client, cast: Cast, saved_meanwhile: int
) -> None:
    bima = client.sign_in("bima")
    place = "/authoring/kursus/files/01-modul.md"
    mine = "# Milik Bima {#bima}\n\nIsi.\n"
    response = bima.form_post(place, {"text": mine, "version": "1"})
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert cast.eko.full_name in page
    assert html.escape("# Milik <Eko> {#eko}") in page
    assert f">\n{mine}</textarea>" in page
    assert 'name="version" value="2"' in page
    joined = bima.form_post(place, {"text": mine + "# Milik Eko {#eko}\n", "version": "2"})
    assert joined.status_code == 303
    with app.app_context():
        draft = draft_of(saved_meanwhile)
        assert draft is not None
        text = folder_of(draft.id).files["01-modul.md"].decode()
    assert text == mine + "# Milik Eko {#eko}\n"


def test_nothing_is_overwritten_without_looking(
    app: Flask, client: Client, saved_meanwhile: int
) -> None:
    bima = client.sign_in("bima")
    bima.form_post("/authoring/kursus/files/01-modul.md", {"text": "x", "version": "1"})
    with app.app_context():
        draft = draft_of(saved_meanwhile)
        assert draft is not None
        assert b"Eko" in folder_of(draft.id).files["01-modul.md"]
