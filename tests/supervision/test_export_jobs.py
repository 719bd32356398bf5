"""Tables that are made in the background: asked for once, and made in steps that can be taken up again."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from lms.accounts.actions import add_membership, restrict_person
from lms.accounts.models import Person
from lms.core import files
from lms.core.db import begin_unit, commit, db, rollback
from lms.core.jobs import Job
from lms.notifications.models import Notice
from lms.supervision.actions.exports import making
from lms.supervision.actions.exports.asking import MOST_UNFINISHED
from lms.supervision.rules import exports as rules
from lms.supervision.views import exports as pages
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing
from tests.supervision.asked import (
    ask,
    content_of,
    exports,
    file_of,
    names_in,
    no_supervisor,
    steps,
    work,
)

PEOPLE = "of=people&form="


@pytest.mark.usefixtures("unit")
@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_a_large_table_is_made_in_the_background_and_fetched(
    app: Flask, client: Client, cast: Cast, form: str
) -> None:
    citra = client.sign_in("citra")
    choice = citra.get("/supervision/exports/new?of=people").text
    assert "Siapkan XLSX" in choice
    assert "Unduh XLSX" not in choice
    ask(citra, form)
    assert "Menunggu giliran" in citra.get("/supervision/exports").text
    work(app)
    (export,) = exports(app)
    assert (export.state, export.done, export.total) == ("done", 13, 13)
    page = citra.get("/supervision/exports").text
    assert file_of(export) in page
    with citra.get(file_of(export)) as response:
        assert response.headers["Content-Disposition"] == (
            f'attachment; filename="pemantauan-2026-11-23.{form}"'
        )
        assert response.headers["Cache-Control"] == "no-store"
        assert len(response.get_data()) == export.size
    with app.app_context():
        notice = select(Notice.kind).where(Notice.person_id == cast.citra.id)
        assert "export-ready" in db.session.scalars(notice).all()
        assert not list((files.root() / "exports").glob("*"))


@pytest.mark.usefixtures("unit")
def test_a_link_to_a_file_at_once_leads_on_where_the_table_has_grown(client: Client) -> None:
    response = client.sign_in("citra").get(f"/supervision/exports/file?{PEOPLE}xlsx")
    assert response.headers["location"] == "/supervision/exports/new?of=people"


@pytest.mark.usefixtures("unit")
def test_the_same_is_made_once_at_a_time(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    for what in ("of=people", "of=people", "of=people&sort=-name", "of=people&page=3"):
        ask(client, what=what)
    assert len(exports(app)) == 2
    work(app)
    ask(client)
    assert len(exports(app)) == 3


@pytest.mark.usefixtures("unit")
def test_nobody_keeps_the_worker_to_themselves(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    for number in range(MOST_UNFINISHED):
        ask(client, what=f"of=people&q=p{number}")
    refused = client.form_post("/supervision/exports?of=people", {"form": "csv"})
    assert refused.status_code == 409
    assert len(exports(app)) == MOST_UNFINISHED


@pytest.mark.usefixtures("unit", "small_steps")
def test_it_goes_on_after_a_crash_where_it_stopped(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("citra")
    ask(client)
    (export,) = exports(app)
    with app.app_context():
        begin_unit(may_write=True)
        work_on = steps(app, export.id)
        assert [next(work_on) for _ in range(3)] == [0, 4, 8]
        work_on.close()
        rollback()
        # What a step wrote that was not committed any more is there twice otherwise.
        spool = files.root() / "exports" / str(export.id) / "rows"
        with spool.open("ab") as rows:
            rows.write(b'["half a r')
        read = list(steps(app, export.id))
        assert read[0] == 12
    (export,) = exports(app)
    assert export.state == "done"
    people = names_in(content_of(client, export))
    assert len(people) == len(set(people)) == 13


@pytest.mark.usefixtures("unit", "small_steps")
def test_a_folder_that_is_lost_is_filled_again(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    ask(client, "xlsx")
    (export,) = exports(app)
    with app.app_context():
        begin_unit(may_write=True)
        work_on = steps(app, export.id)
        assert [next(work_on) for _ in range(2)] == [0, 4]
        (files.root() / "exports" / str(export.id) / "order").unlink()
        assert [*work_on][-1] == 13
    (export,) = exports(app)
    sheet = load_workbook(io.BytesIO(content_of(client, export))).active
    assert sheet is not None
    assert sheet.max_row == 14


@pytest.mark.usefixtures("unit", "small_steps")
def test_nothing_is_read_in_the_name_of_who_lost_the_right_meanwhile(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("citra")
    ask(client)
    (export,) = exports(app)
    with app.app_context():
        begin_unit(may_write=True)
        work_on = steps(app, export.id)
        assert [next(work_on) for _ in range(2)] == [0, 4]
        work_on.close()
        rollback()
    no_supervisor(app, cast)
    work(app)
    (export,) = exports(app)
    assert (export.state, export.failure, export.sha256) == ("failed", "rights", None)
    assert "Anda tidak lagi berwenang" in client.get("/supervision/exports").text
    with app.app_context():
        assert not list((files.root() / "exports").glob("*"))


def move_away(person_id: int, cast: Cast) -> None:
    """Somebody goes to another agency."""
    add_membership(person_id=person_id, unit_id=cast.units["dinkes"])


def restrict(person_id: int, cast: Cast) -> None:
    """Somebody's data may only be kept; nobody has lists made anew."""
    restrict_person(person_id=person_id, actor_id=cast.eko.id)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize(
    ("what", "left_out"),
    [
        ("of=people&sort=-name", move_away),
        ("of=people&sort=-name", restrict),
        ("of=behind&unit={unit}&measure=members&sort=-name", restrict),
    ],
)
def test_who_may_not_stand_in_it_any_more_is_not_written(
    app: Flask,
    client: Client,
    cast: Cast,
    unit: int,
    what: str,
    left_out: Callable[[int, Cast], None],
) -> None:
    """Which rows there are was written down before; the page counts those that are in the file."""
    client.sign_in("citra")
    ask(client, what=what.format(unit=unit))
    (export,) = exports(app)
    with app.app_context():
        begin_unit(may_write=True)
        work_on = steps(app, export.id)
        assert next(work_on) == 0
        work_on.close()
        rollback()
    (begun,) = exports(app)
    with writing(app):
        one = db.session.scalars(select(Person).where(Person.user_name == "pegawai00")).one()
        left_out(one.id, cast)
    work(app)
    (export,) = exports(app)
    assert export.state == "done"
    people = names_in(content_of(client, export))
    assert begun.total is not None
    assert export.total == export.done == len(people) == begun.total - 1
    assert "Pegawai00 Contoh" not in people


@pytest.mark.usefixtures("unit", "small_steps")
def test_what_is_deleted_while_it_is_made_leaves_nothing(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    ask(client)
    (export,) = exports(app)
    with app.app_context():
        begin_unit(may_write=True)
        work_on = steps(app, export.id)
        assert [next(work_on) for _ in range(2)] == [0, 4]
        work_on.close()
        rollback()
    client.form_post(f"/supervision/exports/{export.id}/delete")
    work(app)
    assert exports(app) == []
    with app.app_context():
        assert not list((files.root() / "exports").glob("*"))
        assert list(files.names()) == []


@pytest.mark.usefixtures("unit")
def test_what_fails_for_good_says_so_and_can_be_asked_for_again(app: Flask, client: Client) -> None:
    client.sign_in("citra")
    ask(client)
    with writing(app):
        job = db.session.scalars(select(Job).where(Job.kind == "make-export")).one()
        job.state, job.key = "failed", None
    with app.app_context():
        begin_unit(may_write=True)
        assert making.give_up() == 1
        commit()
    assert "Berkas gagal disiapkan" in client.get("/supervision/exports").text
    ask(client)
    assert [one.state for one in exports(app)] == ["failed", "waiting"]


@pytest.mark.usefixtures("unit")
def test_too_much_for_paper_is_refused_with_what_to_do_instead(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("citra")
    ask(client, "pdf")
    for module in (rules, pages):
        monkeypatch.setattr(module, "MOST_IN_PDF", 10)
    choice = client.get("/supervision/exports/new?of=people").text
    assert "PDF memuat paling banyak 10 baris" in choice
    assert 'value="pdf"' not in choice
    refused = client.form_post("/supervision/exports?of=people", {"form": "pdf"})
    assert refused.status_code == 409
    assert "XLSX" in refused.text
    work(app)  # What was asked for before it had grown so long.
    (export,) = exports(app)
    assert (export.state, export.failure) == ("failed", "long")
    assert "Mintalah sebagai XLSX" in client.get("/supervision/exports").text
