"""People are found by the beginnings of words, alike on both databases, by the name they have now."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from lms.accounts import actions, queries, rules
from lms.accounts.models import Person, PersonWord
from lms.accounts.queries import finding, pages
from lms.cli.demo import PASSWORD
from lms.core.clock import now
from lms.core.db import db
from tests.cast import Cast
from tests.cli.conftest import command
from tests.client import Client
from tests.factories.accounts import new_person, writing


def found(app: Flask, search: str) -> list[str]:
    """The names that an administrator finds, in order."""
    with app.app_context():
        eko = db.session.scalars(select(Person).where(Person.user_name == "eko")).one()
        page = queries.people_for_listing(eko, search, rules.FIRST)
        return [one.display_name for one in page.people]


def called(app: Flask, user_name: str, full_name: str) -> int:
    with writing(app):
        return actions.create_person(user_name=user_name, full_name=full_name).id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Siti  AMINAH", ["siti", "aminah"]),
        ("Dr. Hj. Siti Aminah, S.Pd., M.Pd.", ["siti", "aminah"]),
        ("Nur’aini", ["nuraini"]),
        ("Nur'aini", ["nuraini"]),
        ("M. Yusuf", ["m", "yusuf"]),
        ("Dr", ["dr"]),
        ("Désirée", ["desiree"]),
        (", S.Pd.", ["s", "pd"]),
        ("siti siti", ["siti"]),
        ("%", []),
    ],
)
def test_titles_signs_and_accents_are_no_words_of_a_name(text: str, words: list[str]) -> None:
    assert rules.searched_words(text) == words


def test_every_word_is_found_by_its_beginning_in_any_order(app: Flask, cast: Cast) -> None:
    called(app, "siti.a", "Siti Nur'aini Aminah")
    for search in ("sit", "nuraini siti", "ami si", "AMINAH", "Hj. Siti Aminah, S.Pd.", "siti.a"):
        assert found(app, search) == ["Siti Nur'aini Aminah"], search
    for search in ("iti", "siti budi", "aminahs"):
        assert found(app, search) == [], search


def test_nobody_comes_twice_for_two_words_that_begin_alike(app: Flask, cast: Cast) -> None:
    called(app, "ratna", "Ratna Rahayu")
    assert found(app, "ra") == ["Ratna Rahayu"]


def test_people_are_listed_by_name_without_capitals_and_titles(app: Flask, cast: Cast) -> None:
    for number, name in enumerate(("zulkifli", "Ánisa", "anisa Putri", "I Made")):
        called(app, f"uji{number}", name)
    names = found(app, "")
    assert [one for one in names if one in {"zulkifli", "Ánisa", "anisa Putri", "I Made"}] == [
        "Ánisa",
        "anisa Putri",
        "I Made",
        "zulkifli",
    ]


def test_a_changed_name_is_found_and_the_former_one_is_not(app: Flask, cast: Cast) -> None:
    with writing(app):
        db.session.get_one(Person, cast.ayu.id).full_name = "Ayu Kencana"
        db.session.flush()
    assert found(app, "kencana") == ["Ayu Kencana, S.T."]
    assert found(app, "lestari") == []


def test_who_writes_many_rows_says_whom_to_index(app: Flask, cast: Cast) -> None:
    with writing(app):
        row = {"user_name": "banyak", "full_name": "Banyak Orang", "created_at": now()}
        ids = db.session.scalars(insert(Person).returning(Person.id), [row]).all()
        actions.index_people(ids)
    assert found(app, "orang") == ["Banyak Orang"]


def test_words_go_with_their_person(app: Flask, cast: Cast) -> None:
    person_id = called(app, "pergi", "Pergi Jauh")
    with writing(app):
        db.session.execute(delete(Person).where(Person.id == person_id))
    with app.app_context():
        left = select(func.count()).where(PersonWord.person_id == person_id)
        assert db.session.scalar(left) == 0


def test_the_doctor_tells_of_a_name_written_past_the_index_and_reindexing_mends_it(
    app: Flask, cast: Cast
) -> None:
    with writing(app):
        db.session.execute(
            update(Person).where(Person.id == cast.ayu.id).values(full_name="Ayu Kencana")
        )
    assert "flask people reindex" in command(app, "doctor").stdout
    assert command(app, "people", "reindex").exit_code == 0
    assert command(app, "doctor").exit_code == 0
    assert found(app, "kencana") == ["Ayu Kencana, S.T."]


def test_more_people_than_are_counted_are_told_as_more(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_COUNTED", 4)
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    client.sign_in("eko")
    first = client.get("/people").text
    assert "4+ pegawai" in first
    assert "Halaman 1" in first
    assert "Halaman 1 dari" not in first
    last = client.get("/people?page=3").text
    assert "Gita Permatasari" in last
    assert 'rel="next"' not in last
    assert "1 pegawai" in client.get("/people?q=gita").text


@pytest.mark.parametrize("few", [0, 1_000])
@pytest.mark.parametrize(("searched", "there"), [("", 3), ("ayu", 1), ("fajar", 0), ("eko", 0)])
def test_an_agency_bounds_what_is_found_however_many_belong_to_it(
    client: Client,
    app: Flask,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    searched: str,
    there: int,
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    dpu = cast.units["dpu"]
    new_person(app, "hana", unit_id=dpu, role="agency_admin", role_unit_id=dpu, password=PASSWORD)
    client.sign_in("hana")
    page = client.get("/people", query_string={"q": searched}).text
    assert (f"{there} pegawai" in page) == bool(there)
    assert ("Tidak ada yang cocok" in page) == (not there)
    assert "Fajar" not in page
