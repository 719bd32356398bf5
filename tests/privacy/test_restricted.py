"""Whose data may only be kept is on the pages of those who run a course, but leaves in no export; and
the score of an erased person is never computed anew."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.accounts.actions import enable_person, pseudonymise, restrict_person
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict
from lms.courses.models import Course
from lms.privacy.rules.blanking import without_comments, without_texts
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import WRONG, take, take_up, unit_of_work
from tests.factories.courses import course_id_of
from tests.factories.marking import result
from tests.factories.mending import mend, regrade_all


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's attempt in a course that Bima runs."""
    take_up(app, cast.ayu.id)
    with unit_of_work(app):
        begin_writing()
        db.session.get_one(Course, course_id_of("kursus")).owner_id = cast.bima.id
    return take(app, cast.ayu.id, WRONG)


@pytest.mark.parametrize(
    ("name", "page", "export"),
    [
        ("bima", "/learn/kursus/-/class", "/learn/kursus/-/class.csv"),
        ("bima", "/courses/kursus/gradebook", "/courses/kursus/gradebook.csv"),
        ("citra", "/supervision", "/supervision/exports/file?of=people&form=csv"),
    ],
)
def test_a_restricted_person_leaves_in_no_export(
    app: Flask, client: Client, cast: Cast, uuid: str, name: str, page: str, export: str
) -> None:
    client.sign_in(name)
    assert "Ayu Lestari" in client.get(export).get_data(as_text=True)
    with unit_of_work(app):
        restrict_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    assert "Ayu Lestari" in client.get(page).get_data(as_text=True)
    assert "Ayu Lestari" not in client.get(export).get_data(as_text=True)


def test_an_erased_person_stays_away_and_the_score_stands(
    app: Flask, cast: Cast, uuid: str
) -> None:
    before = result(app, uuid)
    with unit_of_work(app):
        pseudonymise(person_id=cast.ayu.id, name="Pegawai terhapus")
        with pytest.raises(Conflict):
            enable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    mend(app, cast.bima.id, "s1", "drop", ())
    regrade_all(app)
    assert result(app, uuid) == before


def test_typed_texts_go_and_chosen_options_stay() -> None:
    answer = {"choice": 2, "gaps": ["satu", None], "pairs": [0, 1], "text": "isi"}
    assert without_texts(answer) == {
        "choice": 2,
        "gaps": ["", None],
        "pairs": [0, 1],
        "text": "",
    }


def test_comments_go_and_points_stay() -> None:
    entry = {"cells": [1], "points": "2.00", "most": "3.00", "comment": "Bagus"}
    sheet = {"questions": {"1": entry}, "overall": "Baik", "files": {"3": "Rapi"}}
    assert without_comments(sheet) == {
        "questions": {"1": {**entry, "comment": ""}},
        "overall": "",
        "files": {"3": ""},
    }
