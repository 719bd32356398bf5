"""Many certificates at once: by unit, and anew after names were corrected; each exactly once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms.accounts.actions import grant_role, merge_unit
from lms.accounts.models import Person
from lms.core import clock, jobs
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.db import begin_unit, db
from lms.credentials.actions.batches import issue_batch, request_renaming
from lms.credentials.actions.revoking import revoke
from lms.credentials.actions.templates import set_course_policy
from lms.credentials.models import Certificate, CertificateBatch, CertificateIssue
from lms.credentials.queries.batches import Period
from lms.credentials.queries.templates import CoursePolicy
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import writing
from tests.factories.certificates import SHEETS, make_sheets
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed

OTHERS = ("ayu", "citra", "fajar", "gita")
"""Of two agencies, two each."""


@pytest.fixture
def certificates(app: Flask, cast: Cast) -> None:
    """Four people have certificates."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course()
        for name in OTHERS:
            completed(getattr(cast, name).id)


def rename(app: Flask, *names: str) -> None:
    """Names come in corrected."""
    with writing(app):
        corrected = update(Person).where(Person.user_name.in_(names))
        db.session.execute(corrected.values(title_suffix="M.Si."))


def merge_jalan(app: Flask, cast: Cast) -> None:
    """The unit of Ayu and Citra is merged into its neighbour."""
    jalan, cipta = cast.units["dpu-jalan"], cast.units["dpu-cipta"]
    with writing(app):
        merge_unit(unit_id=jalan, into_id=cipta, day=clock.today(), actor_id=None)


def work_off(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        make_sheets()


def sheets(app: Flask) -> dict[str, int]:
    """How many sheets each one's certificate has."""
    with app.app_context():
        query = (
            select(Person.user_name, func.count())
            .join(Certificate, Certificate.person_id == Person.id)
            .join(CertificateIssue, CertificateIssue.certificate_id == Certificate.id)
            .group_by(Person.user_name)
        )
        return {row[0]: row[1] for row in db.session.execute(query)}


def key_on(page: str) -> str:
    return re.findall(r'name="key"[^>]* value="([^"]+)"', page)[-1]


@pytest.mark.usefixtures("certificates")
def test_corrected_names_are_previewed_and_issued_anew_once_with_their_history(
    app: Flask, client: Client
) -> None:
    client.sign_in("dewi")
    assert "Semua nama sudah sesuai" in client.get("/credentials/renamed").text
    rename(app, "ayu", "fajar", "gita")
    page = client.get("/credentials/renamed").text
    assert "3 sertifikat dengan nama lama" in page
    assert "Ayu Lestari, S.T." in page
    assert "Ayu Lestari, M.Si." in page
    assert "Terbitkan ulang 3 sertifikat" in page
    sent = {"course": "", "unit": "", "key": key_on(page)}
    places = {client.form_post("/credentials/renamed", sent).location for _ in range(3)}
    assert len(places) == 1
    progress = client.get(places.pop())
    assert "0 dari 3 sertifikat" in progress.text
    work_off(app)
    assert "3 sertifikat terbit ulang" in client.get(progress.request.path).text
    assert sheets(app) == {"ayu": 2, "citra": 1, "fajar": 2, "gita": 2}
    assert "Semua nama sudah sesuai" in client.get("/credentials/renamed").text
    with app.app_context():
        told = db.session.scalars(select(Notice.kind).where(Notice.kind == "certificate-reissued"))
        assert len(list(told)) == 3
        audited = select(AuditEntry.action).where(AuditEntry.action.like("certificate%:re%"))
        actions = list(db.session.scalars(audited))
        assert actions.count("certificates:rename") == 1
        assert actions.count("certificate:reissue") == 3
    client.form_post("/sign-out")
    client.sign_in("ayu")
    assert "M.Si." in client.get("/credentials").text


@pytest.mark.usefixtures("certificates")
def test_only_those_of_a_unit_are_issued_anew(app: Flask, client: Client, cast: Cast) -> None:
    rename(app, *OTHERS)
    client.sign_in("dewi")
    assert "2 sertifikat dengan nama lama" in client.get("/credentials/renamed?unit=dpu").text
    assert "Tidak ada yang cocok" in client.get("/credentials/renamed?unit=bpsdm").text
    unknown = client.get("/credentials/renamed?unit=ngawur")
    assert (unknown.status_code, "Tidak ada unit Anda" in unknown.text) == (422, True)
    sent = {"course": "kursus", "unit": "dpu", "key": str(uuid4())}
    where = client.form_post("/credentials/renamed", sent).location
    work_off(app)
    page = client.get(where).text
    assert "Dinas Pekerjaan Umum" in page
    assert sheets(app) == {"ayu": 2, "citra": 2, "fajar": 1, "gita": 1}
    again = client.form_post("/credentials/renamed", {**sent, "key": str(uuid4())})
    assert (again.status_code, "Tidak ada sertifikat dengan nama lama" in again.text) == (422, True)


@pytest.mark.usefixtures("certificates")
def test_an_organiser_of_an_agency_reaches_its_own_only(
    app: Flask, client: Client, cast: Cast
) -> None:
    rename(app, *OTHERS)
    with writing(app):
        grant_role(
            person_id=cast.bima.id, role="organiser", unit_id=cast.units["dinkes"], actor_id=None
        )
    client.sign_in("bima")
    page = client.get("/credentials/renamed").text
    assert "2 sertifikat dengan nama lama" in page
    assert "Ayu" not in page
    assert client.get("/credentials/renamed?unit=dpu").status_code == 422
    client.form_post("/credentials/renamed", {"key": str(uuid4())})
    work_off(app)
    assert sheets(app) == {"ayu": 1, "citra": 1, "fajar": 2, "gita": 2}


@pytest.mark.usefixtures("certificates")
def test_an_organiser_keeps_the_certificates_of_units_that_were_merged(
    app: Flask, client: Client, cast: Cast
) -> None:
    rename(app, *OTHERS)
    with writing(app):
        grant_role(
            person_id=cast.bima.id, role="organiser", unit_id=cast.units["dpu"], actor_id=None
        )
    merge_jalan(app, cast)
    client.sign_in("bima")
    page = client.get("/credentials/certificates").text
    assert "Ayu Lestari" in page
    assert "Fajar" not in page
    with app.app_context():
        of_ayu = select(Certificate.code).where(Certificate.person_id == cast.ayu.id)
        code = db.session.scalars(of_ayu).one()
    assert client.get(f"/credentials/certificates/{code}").status_code == 200
    for unit in ("dpu-cipta", "dpu"):
        page = client.get(f"/credentials/renamed?unit={unit}").text
        assert "2 sertifikat dengan nama lama" in page
    client.form_post("/credentials/renamed", {"unit": "dpu", "key": str(uuid4())})
    work_off(app)
    assert sheets(app) == {"ayu": 2, "citra": 2, "fajar": 1, "gita": 1}


@pytest.mark.usefixtures("certificates")
def test_rival_batches_make_one_sheet_each_and_leave_alone_what_was_revoked(
    app: Flask, cast: Cast
) -> None:
    rename(app, *OTHERS)

    def ask(key: str) -> int:
        with app.app_context(), clock.frozen(MOMENT):
            begin_unit(may_write=True)
            batch_id = request_renaming(period=Period(), key=key, actor_id=cast.dewi.id)
            database.commit()
            db.session.remove()
            return batch_id

    with ThreadPoolExecutor(4) as crowd:
        asked = list(crowd.map(ask, ["satu", "dua"] * 4))
    assert len(set(asked)) == 2
    with writing(app):
        gita = select(Certificate.id).where(Certificate.person_id == cast.gita.id)
        revoke(
            certificate_id=db.session.scalars(gita).one(),
            category="mistake",
            reason="Tertukar.",
            actor_id=cast.dewi.id,
        )

    def work(batch_id: int) -> None:
        with app.app_context(), clock.frozen(MOMENT):
            begin_unit(may_write=True)
            for _step in issue_batch({"batch_id": batch_id}):
                database.commit()
            database.commit()
            db.session.remove()

    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(work, sorted(set(asked))))
    assert sheets(app) == {"ayu": 2, "citra": 2, "fajar": 2, "gita": 1}
    with app.app_context():
        made = list(db.session.scalars(select(CertificateBatch.made)))
        assert sum(made) == 3


@pytest.mark.usefixtures("certificates")
def test_a_batch_cut_off_goes_on_where_it_was(app: Flask, cast: Cast) -> None:
    rename(app, *OTHERS)
    with app.app_context():
        begin_unit(may_write=True)
        batch_id = request_renaming(period=Period(), key="k", actor_id=cast.dewi.id)
        committed()
        steps = issue_batch({"batch_id": batch_id})
        next(steps)
        database.rollback()
        begin_unit(may_write=True)
        jobs.run_due(SHEETS)
        committed()
        batch = db.session.get_one(CertificateBatch, batch_id)
        assert (batch.total, batch.done, batch.made) == (4, 4, 4)
    assert sheets(app) == dict.fromkeys(OTHERS, 2)


@pytest.mark.parametrize("merged", [False, True])
def test_what_lacks_certificates_is_issued_by_unit(
    app: Flask, client: Client, cast: Cast, merged: bool
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        course_id = publish_course().id
        none = CoursePolicy(issues=False)
        set_course_policy(course_id=course_id, policy=none, actor_id=cast.bima.id)
        committed()
        for name in OTHERS:
            completed(getattr(cast, name).id)
        gives = CoursePolicy()
        set_course_policy(course_id=course_id, policy=gives, actor_id=cast.bima.id)
        committed()
    if merged:
        merge_jalan(app, cast)
    client.sign_in("dewi")
    nothing = client.form_post("/credentials/batches", {"course": "", "key": "a"})
    assert (nothing.status_code, "Pilih kursus, unit kerja" in nothing.text) == (422, True)
    where = client.form_post("/credentials/batches", {"course": "", "unit": "dpu", "key": "b"})
    work_off(app)
    assert sheets(app) == {"ayu": 1, "citra": 1}
    assert "2 sertifikat baru terbit" in client.get(where.location).text
    client.form_post("/credentials/batches", {"course": "kursus", "key": "c"})
    work_off(app)
    assert sheets(app) == dict.fromkeys(OTHERS, 1)
