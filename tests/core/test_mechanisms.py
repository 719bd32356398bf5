"""Events, ledger, throttle, audit, jobs, search, files and exports: each promise of the core."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from lms.core import audit, clock, events, exports, files, jobs, ledger, search, throttle
from lms.core import db as database
from lms.core.db import begin_unit, begin_writing, db, savepoint
from lms.core.errors import NotFound, TooMany
from lms.learning.models import UNIT_COURSE, UnitCourseDelta, UnitCourseSummary
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import publish_course

MONTH = date(2026, 11, 1)


@dataclass(frozen=True)
class Happened(events.Event):
    name: str


@pytest.fixture
def restored_reactions() -> Generator[None]:
    before = events._reactions
    yield
    events.connect(before, savepoint)


@pytest.mark.usefixtures("restored_reactions", "context")
class TestReactions:
    def test_run_inside_the_transaction_of_the_fact(self) -> None:
        def react(event: Happened) -> None:
            audit.record("reacted", actor_id=None, subject=("event", event.name))

        events.connect([events.Reaction(Happened, react)], savepoint)
        begin_writing()
        events.publish(Happened("a"))
        database.rollback()
        assert db.session.scalars(select(audit.AuditEntry)).all() == []

    def test_one_that_may_fail_alone_leaves_the_fact_standing(self) -> None:
        def fail(event: Happened) -> None:
            audit.record("half", actor_id=None, subject=("event", event.name))
            db.session.flush()
            raise ValueError("broken reaction")

        events.connect([events.Reaction(Happened, fail, may_fail_alone=True)], savepoint)
        begin_writing()
        audit.record("fact", actor_id=None, subject=("event", "a"))
        events.publish(Happened("a"))
        database.commit()
        begin_unit(may_write=True)
        assert [e.action for e in db.session.scalars(select(audit.AuditEntry))] == ["fact"]

    def test_any_other_failure_undoes_the_fact(self) -> None:
        def fail(event: Happened) -> None:
            raise ValueError("broken reaction")

        events.connect([events.Reaction(Happened, fail)], savepoint)
        begin_writing()
        with pytest.raises(ValueError, match="broken"):
            events.publish(Happened("a"))


class TestLedger:
    def _totals(self) -> list[tuple[Any, ...]]:
        return sorted(tuple(row) for row in db.session.execute(UNIT_COURSE.sums()))

    def test_sums_are_the_same_before_during_and_after_folding(
        self, app: Flask, cast: Cast
    ) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            course_id = publish_course().id
            begin_writing()
            for unit in ("dpu", "dinkes"):
                for _ in range(7):
                    UNIT_COURSE.append(
                        unit_id=cast.units[unit], course_id=course_id, month=MONTH, enrolled=1
                    )
            database.commit()
            begin_unit(may_write=True)
            before = self._totals()
            assert [row[3] for row in before] == [7, 7]
            while ledger.fold(UNIT_COURSE, batch=5):
                database.commit()
                begin_unit(may_write=True)
                assert self._totals() == before
            database.rollback()
            assert db.session.scalars(select(UnitCourseDelta.id)).all() == []
            assert len(db.session.scalars(select(UnitCourseSummary.unit_id)).all()) == 2
            assert ledger.differences(UNIT_COURSE, UNIT_COURSE.sums()) == []


class TestThrottle:
    limit = throttle.Limit(3, timedelta(minutes=15))

    def test_refuses_after_the_limit_and_opens_again_later(self, app: Flask) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            for _ in range(3):
                throttle.hit("door", "ayu", self.limit)
            with pytest.raises(TooMany) as refused:
                throttle.hit("door", "ayu", self.limit)
            assert refused.value.retry_after == 900
            throttle.hit("door", "fajar", self.limit)
            with clock.frozen(MOMENT + timedelta(minutes=15)):
                throttle.hit("door", "ayu", self.limit)

    def test_is_forgotten_after_a_success(self, app: Flask) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            for _ in range(3):
                throttle.hit("door", "ayu", self.limit)
            throttle.forget("door", "ayu")
            throttle.hit("door", "ayu", self.limit)


@pytest.mark.usefixtures("context")
class TestJobs:
    def _enqueue(self, **kwargs: Any) -> None:
        begin_writing()
        jobs.enqueue("count", {"to": 3}, **kwargs)
        database.commit()

    def test_are_done_once_and_in_steps(self) -> None:
        seen: list[int] = []

        def count(params: Mapping[str, Any]) -> Generator[None]:
            for number in range(params["to"]):
                seen.append(number)
                yield

        self._enqueue()
        assert jobs.run_due({"count": count}) == 1
        assert jobs.run_due({"count": count}) == 0
        assert seen == [0, 1, 2]

    def test_with_a_key_wait_only_once(self) -> None:
        self._enqueue(key="one")
        self._enqueue(key="one")
        assert len(db.session.scalars(select(jobs.Job)).all()) == 1

    def test_that_fail_are_put_off_and_given_up_at_last(self) -> None:
        def fail(params: Mapping[str, Any]) -> Generator[None]:
            raise OSError("no mail server")
            yield

        self._enqueue()
        moment = MOMENT
        for _ in range(jobs.MOST_ATTEMPTS):
            with clock.frozen(moment):
                assert jobs.run_due({"count": fail}) == 1
            moment += timedelta(days=1)
        assert [job.error for job in jobs.failed()] == ["OSError: no mail server"]

    def test_undone_with_their_transaction(self) -> None:
        begin_writing()
        jobs.enqueue("count", {"to": 3})
        database.rollback()
        assert jobs.run_due({}) == 0

    def test_one_left_by_a_dead_worker_is_taken_up_after_its_lease(self) -> None:
        def die(params: Mapping[str, Any]) -> Generator[None]:
            raise KeyboardInterrupt
            yield

        done: list[bool] = []

        def finish(params: Mapping[str, Any]) -> Generator[None]:
            done.append(True)
            yield

        self._enqueue()
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due({"count": die})
        assert jobs.run_due({"count": finish}) == 0
        with clock.frozen(MOMENT + jobs.LEASE + timedelta(seconds=1)):
            assert jobs.run_due({"count": finish}) == 1
        assert done == [True]


@pytest.mark.usefixtures("context")
class TestSearch:
    def _find(self, query: str) -> list[int]:
        wanted = search.expression(query)
        if wanted is None:
            return []
        found = search.matching("thing").order_by(text("rank"), text("ref_id"))
        return [row[0] for row in db.session.execute(found, {"expression": wanted})]

    def _put(self, kind: str, ref_id: int, title: str, body: str) -> None:
        search.put(kind, ref_id, search.Stems.of(title=title, body=[body]))

    def _index(self) -> None:
        begin_writing()
        self._put("thing", 1, "Pengendalian kontrak", "Mengendalikan proyek daerah.")
        self._put("thing", 2, "Pelayanan publik", "Kontrak layanan dan pengaduan.")
        self._put("other", 3, "Pengendalian kontrak", "")

    def test_finds_by_stem_and_ranks_titles_first(self) -> None:
        self._index()
        assert self._find("kontrak") == [1, 2]
        assert self._find("mengendalikan") == [1]
        assert self._find("melayani") == [2]
        assert self._find("Kontrak LAYANAN") == [2]

    def test_finds_while_the_last_word_is_typed(self) -> None:
        self._index()
        assert self._find("proy") == [1]

    def test_takes_any_punctuation_as_text(self) -> None:
        self._index()
        for query in ('"', "'; DROP TABLE person; --", "a AND OR NOT (", "*", ":*", "kontrak &| !"):
            self._find(query)
        assert self._find("…") == []

    def test_replaces_and_removes(self) -> None:
        self._index()
        self._put("thing", 1, "Lain", "")
        assert self._find("proyek") == []
        search.remove("thing", 2)
        assert self._find("pelayanan") == []


class TestFiles:
    def test_are_named_by_their_content_and_saved_once(self, app: Flask) -> None:
        name = files.save(b"isi")
        assert files.save(b"isi") == name
        assert files.read(name) == b"isi"
        assert list(files.names()) == [name]

    @pytest.mark.parametrize(
        "name", ["../secret-key", "", "0" * 63, "g" * 64, "0" * 64, "/etc/passwd"]
    )
    def test_of_another_name_are_not_found(self, app: Flask, name: str) -> None:
        with pytest.raises(NotFound):
            files.path(name)


class TestExports:
    def test_csv_opens_in_a_local_spreadsheet(self) -> None:
        lines = list(exports.csv_lines(["Nama", "Nilai"], [["Ayu; S.T.", 82.5], [None, 3]]))
        assert lines == ["\ufeffNama;Nilai\r\n", '"Ayu; S.T.";82,5\r\n', ";3\r\n"]

    @given(st.text())
    def test_no_cell_begins_like_a_formula(self, content: str) -> None:
        (line,) = list(exports.csv_lines(["x"], [[content]]))[1:]
        assert line.lstrip('"')[:1] not in {"=", "+", "-", "@", "\t"}
