"""Citra sees the people she reaches and their courses; Gita sees none of it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from lms.accounts.models import Membership, SupervisorAssignment
from lms.accounts.queries import finding, pages
from lms.accounts.rules import Turn
from lms.core.audit import AccessLogEntry
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.learning.actions import enrol, mark_done
from lms.supervision.rules.filters import SORTS, STATUSES, Filters
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.courses import publish_course

TODAY = MOMENT.date()


@pytest.fixture
def learning(app: Flask, cast: Cast) -> None:
    """Ayu has read one of two lessons of one course; Fajar has taken up the other."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("proyek", title="Manajemen Proyek", quiz=False)
        publish_course("layanan", title="Pelayanan Publik", quiz=False)
        enrol(person_id=cast.ayu.id, course_key="proyek")
        mark_done(person_id=cast.ayu.id, course_key="proyek", activity_key="materi-1")
        enrol(person_id=cast.fajar.id, course_key="layanan")
        commit()


@pytest.mark.usefixtures("learning")
class TestOverview:
    def test_shows_who_is_in_reach_with_status_and_progress(self, client: Client) -> None:
        page = client.sign_in("citra").get("/supervision").get_data(as_text=True)
        for words in ("Ayu Lestari, S.T.", "Manajemen Proyek", "Sedang belajar", "1 dari 2"):
            assert words in page
        assert "Fajar" not in page

    def test_of_another_agency_shows_none_of_it(self, client: Client) -> None:
        page = client.sign_in("gita").get("/supervision").get_data(as_text=True)
        assert "Fajar Nugroho" in page
        assert "Ayu" not in page
        assert "Manajemen Proyek" not in page

    @pytest.mark.parametrize("name", ["ayu", "bima", "dewi", "eko", "fajar"])
    def test_is_closed_to_those_who_supervise_nobody(self, client: Client, name: str) -> None:
        assert client.sign_in(name).get("/supervision").status_code == 403

    def test_is_filtered_and_sorted_by_the_address(self, client: Client) -> None:
        client.sign_in("citra")
        for query, seen in (
            ("q=ayu", True),
            ("q=budi", False),
            ("course=proyek", True),
            ("status=active", True),
            ("status=completed", False),
            ("sort=-progress", True),
            ("page=99", True),
            ("sort=nonsense&page=x&status=y", True),
        ):
            page = client.get(f"/supervision?{query}").get_data(as_text=True)
            assert ("Ayu Lestari" in page) is seen, query

    def test_names_those_who_have_not_enrolled_in_the_chosen_course(self, client: Client) -> None:
        page = client.sign_in("citra").get("/supervision?course=layanan").get_data(as_text=True)
        assert "Belum mendaftar" in page

    def test_every_look_is_logged(self, client: Client, app: Flask, cast: Cast) -> None:
        client.sign_in("citra")
        client.get("/supervision")
        client.get(f"/supervision/people/{cast.ayu.id}")
        with app.app_context():
            looks = db.session.execute(select(AccessLogEntry.page, AccessLogEntry.subject_id)).all()
        assert [tuple(look) for look in looks] == [
            ("supervision.index", "people"),
            ("supervision.person", str(cast.ayu.id)),
        ]

    @pytest.mark.parametrize("units", [1_000, 0])
    def test_of_many_is_leafed_through_by_names_forth_and_back(
        self,
        client: Client,
        app: Flask,
        cast: Cast,
        monkeypatch: pytest.MonkeyPatch,
        units: int,
    ) -> None:
        monkeypatch.setattr(finding, "FEW", 1)
        monkeypatch.setattr(finding, "MOST_UNITS", units)
        monkeypatch.setattr(pages, "PAGE_SIZE", 2)
        with app.app_context():
            begin_unit(may_write=True)
            enrol(person_id=cast.ayu.id, course_key="layanan")
            _answer_to(cast.citra.id, (cast.bima.id, cast.dewi.id, cast.eko.id))
            commit()
        client.sign_in("citra")
        rows = [
            ("Ayu Lestari", "Manajemen Proyek"),
            ("Ayu Lestari", "Pelayanan Publik"),
            ("Bima Prakoso", "–"),
            ("Dewi Anggraini", "–"),
            ("Eko Saputra", "–"),
        ]
        for address, seen in (("/supervision", rows), ("/supervision?sort=-name", rows[::-1])):
            leaves = _leaves(client, address, "next")
            assert [row for leaf in leaves for row in leaf.rows] == seen
            back = _leaves(client, leaves[-1].address, "prev")
            assert [leaf.rows for leaf in back] == [leaf.rows for leaf in leaves[::-1]]
        sorted_otherwise = client.get("/supervision?sort=-progress").text
        assert "terlalu panjang untuk urutan itu" in sorted_otherwise
        assert 'aria-sort="ascending"' in sorted_otherwise
        narrowed = client.get("/supervision?sort=-progress&q=bima").text
        assert "terlalu panjang" not in narrowed

    def test_takes_the_same_number_of_statements_however_many_people(
        self, client: Client, app: Flask, cast: Cast
    ) -> None:
        client.sign_in("citra")
        few = _statements(app, client)
        with app.app_context():
            begin_unit(may_write=True)
            _answer_to(cast.citra.id, (cast.bima.id, cast.dewi.id, cast.eko.id))
            commit()
        assert _statements(app, client) == few


@dataclass(frozen=True)
class Shown:
    """A page of the overview: its address, and the name and the course of each row."""

    address: str
    rows: list[tuple[str, str]]


def _leaves(client: Client, address: str, towards: str) -> list[Shown]:
    """The page at an address and all that follow it (`next`) or are before it (`prev`)."""
    page = client.get(address).text
    names = re.findall(r'href="/supervision/people/\d+">([^<,]+)', page)
    courses = re.findall(r'data-label="Nama kursus">([^<]+)', page)
    shown = Shown(address, list(zip(names, courses, strict=True)))
    link = re.search(rf'rel="{towards}" href="([^"]+)"', page)
    return [shown, *(_leaves(client, unescape(link[1]), towards) if link else ())]


def _answer_to(supervisor_id: int, person_ids: tuple[int, ...]) -> None:
    begin_writing()
    for person_id in person_ids:
        db.session.add(
            SupervisorAssignment(
                person_id=person_id, supervisor_id=supervisor_id, valid_from=date(2026, 1, 1)
            )
        )
    db.session.flush()


def _statements(app: Flask, client: Client) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    client.get("/supervision")
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.usefixtures("learning")
class TestReach:
    def _page(self, client: Client, name: str, person_id: int) -> int:
        return client.sign_in(name).get(f"/supervision/people/{person_id}").status_code

    def test_one_person_is_shown_to_their_supervisor_only(self, client: Client, cast: Cast) -> None:
        assert self._page(client, "citra", cast.ayu.id) == 200
        assert self._page(client, "citra", cast.fajar.id) == 404
        assert self._page(client, "gita", cast.ayu.id) == 404
        assert self._page(client, "citra", cast.citra.id) == 404

    def test_ends_with_the_assignment_and_the_membership(
        self, client: Client, app: Flask, cast: Cast
    ) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            begin_writing()
            db.session.execute(
                update(SupervisorAssignment)
                .where(SupervisorAssignment.person_id == cast.ayu.id)
                .values(valid_until=TODAY)
            )
            commit()
        assert self._page(client, "citra", cast.ayu.id) == 200
        with app.app_context():
            begin_unit(may_write=True)
            begin_writing()
            db.session.execute(
                update(Membership)
                .where(Membership.person_id == cast.ayu.id)
                .values(valid_until=TODAY)
            )
            commit()
        assert self._page(client, "citra", cast.ayu.id) == 404

    def test_holds_for_an_acting_supervisor_in_its_period(
        self, client: Client, app: Flask, cast: Cast
    ) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            begin_writing()
            db.session.add(
                SupervisorAssignment(
                    person_id=cast.ayu.id,
                    supervisor_id=cast.bima.id,
                    acting="plh",
                    valid_from=TODAY,
                    valid_until=TODAY + timedelta(days=1),
                )
            )
            commit()
        assert self._page(client, "bima", cast.ayu.id) == 200


@pytest.mark.usefixtures("learning")
def test_the_csv_opens_in_a_local_spreadsheet(client: Client) -> None:
    response = client.sign_in("citra").get(
        "/supervision/exports/file?of=people&form=csv&course=proyek"
    )
    assert response.content_type == "text/csv; charset=utf-8"
    assert 'filename="pemantauan-2026-11-23.csv"' in response.headers["Content-Disposition"]
    content = response.get_data().decode("utf-8")
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:4] == ["Pegawai", "Unit kerja", "Nama kursus", "Status"]
    assert rows[1][:5] == [
        "Ayu Lestari, S.T.",
        "Bidang Jalan dan Jembatan",
        "Manajemen Proyek",
        "Sedang belajar",
        "1 dari 2",
    ]
    assert len(rows) == 2


@given(
    st.builds(
        Filters,
        search=st.text(max_size=20).map(str.strip),
        course=st.from_regex(r"[a-z0-9-]{0,20}", fullmatch=True),
        status=st.sampled_from(("", *STATUSES)),
        sort=st.sampled_from(SORTS),
        descending=st.booleans(),
        turn=st.builds(
            Turn,
            number=st.integers(1, 999_999),
            after=st.from_regex(r"([1-9][0-9]{0,8}(-[1-9][0-9]{0,8})?)?", fullmatch=True),
        ),
    )
)
def test_filters_survive_the_way_through_an_address(filters: Filters) -> None:
    assert Filters.from_address(filters.to_address()) == filters


@given(
    st.dictionaries(
        st.sampled_from(["q", "course", "status", "sort", "page", "after", "before"]), st.text()
    )
)
def test_any_address_gives_filters(arguments: dict[str, str]) -> None:
    found = Filters.from_address(arguments)
    assert found.turn.number >= 1
    assert min(found.turn.beside) >= 0
    assert found.sort in SORTS
