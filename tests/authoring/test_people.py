"""Owner, co-authors, reviewers; audience, approval, archive: who may change them, and who is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Person, RoleGrant
from lms.authoring.queries import people
from lms.authoring.queries.people import (
    audience_of,
    instructors_named,
    members_of_course,
    people_named,
    units_offered,
)
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.clock import now, today
from lms.core.db import begin_unit, db
from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.courses.queries import course_for_editing, course_for_owning, course_for_reviewing
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import course_id_of, publish_course

PEOPLE, SETTINGS = "/authoring/kursus/people", "/authoring/kursus/settings"


@pytest.fixture
def course_id(app: Flask, cast: Cast) -> int:
    """A published course of Bima's; Citra and Gita teach too."""
    with app.app_context():
        begin_unit(may_write=True)
        found = publish_course(owner_id=cast.bima.id).id
        database.begin_writing()
        for person in (cast.citra, cast.gita):
            db.session.add(RoleGrant(person_id=person.id, role="instructor", valid_from=today()))
        db.session.flush()
        database.commit()
        return found


def roles(app: Flask, course_id: int) -> dict[int, str]:
    with app.app_context():
        return {member.id: member.role for member in members_of_course(course_id)}


def share(client: Client, person_id: int, role: str = "co_author") -> int:
    answer = client.form_post(PEOPLE, {"person": str(person_id), "role": role})
    return answer.status_code


def test_instructors_are_found_by_name(app: Flask, cast: Cast, course_id: int) -> None:
    with app.app_context():
        assert [one.id for one in instructors_named("CITRA")] == [cast.citra.id]
        assert instructors_named("ayu") == []
        assert instructors_named(" ") == []
        assert instructors_named("citra", except_ids=[cast.citra.id]) == []
        assert [one.user_name for one in people_named("ayu")] == ["ayu"]
        assert people_named("%") == []


def test_a_disabled_account_is_not_found(app: Flask, cast: Cast, course_id: int) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        database.begin_writing()
        db.session.get_one(Person, cast.citra.id).disabled_at = now()
        db.session.flush()
        assert instructors_named("citra") == []


def test_a_co_author_writes_and_is_told(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    client.sign_in("bima")
    assert cast.citra.full_name in client.get(f"{PEOPLE}?q=citra").get_data(as_text=True)
    assert share(client, cast.citra.id) == 303
    assert share(client, cast.citra.id) == 303
    assert roles(app, course_id) == {cast.bima.id: "owner", cast.citra.id: "co_author"}
    with app.app_context():
        citra = _person(cast.citra.id)
        assert course_for_editing(citra, "kursus").id == course_id
        with pytest.raises(NotFound):
            course_for_owning(citra, "kursus")
        (told,) = db.session.scalars(select(Notice).where(Notice.kind == "course-shared"))
        assert (told.person_id, told.params["role"]) == (cast.citra.id, "co_author")


def test_another_role_replaces_the_one_before(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    client.sign_in("bima")
    share(client, cast.citra.id)
    share(client, cast.citra.id, "reviewer")
    assert roles(app, course_id)[cast.citra.id] == "reviewer"
    with app.app_context():
        assert course_for_reviewing(_person(cast.citra.id), "kursus").may_edit is False


@pytest.mark.parametrize("name", ["ayu", "bima"])
def test_only_other_instructors_get_a_role(
    app: Flask, client: Client, cast: Cast, course_id: int, name: str
) -> None:
    client.sign_in("bima")
    assert share(client, getattr(cast, name).id) == 422
    assert roles(app, course_id) == {cast.bima.id: "owner"}


def test_a_role_is_taken_back(app: Flask, client: Client, cast: Cast, course_id: int) -> None:
    client.sign_in("bima")
    share(client, cast.citra.id)
    for _ in range(2):
        client.form_post(f"{PEOPLE}/{cast.citra.id}/remove")
    assert roles(app, course_id) == {cast.bima.id: "owner"}
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert list(actions[-2:]) == ["course.share", "course.unshare"]


def test_a_course_is_handed_over(app: Flask, client: Client, cast: Cast, course_id: int) -> None:
    client.sign_in("bima")
    share(client, cast.citra.id)
    client.form_post(f"{PEOPLE}/{cast.citra.id}/owner")
    assert roles(app, course_id) == {cast.citra.id: "owner", cast.bima.id: "co_author"}
    assert client.get(PEOPLE).status_code == 404


def test_only_an_instructor_can_own_a_course(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    client.sign_in("bima")
    client.form_post(f"{PEOPLE}/{cast.ayu.id}/owner")
    assert roles(app, course_id) == {cast.bima.id: "owner"}


def test_a_course_without_an_owner_gets_one(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("yatim")
        other = course_id_of("yatim")
    client.sign_in("eko")
    client.form_post("/authoring/yatim/people", {"person": str(cast.citra.id), "role": "reviewer"})
    client.form_post(f"/authoring/yatim/people/{cast.citra.id}/owner")
    assert roles(app, other) == {cast.citra.id: "owner"}


def test_only_owners_decide(client: Client, cast: Cast, course_id: int) -> None:
    client.sign_in("bima")
    share(client, cast.citra.id)
    client.form_post("/sign-out")
    for name, person in (("citra", cast.citra), ("gita", cast.gita)):
        client.sign_in(name)
        assert client.get(PEOPLE).status_code == 404
        assert share(client, person.id) == 404
        assert client.form_post(f"{PEOPLE}/{person.id}/owner").status_code == 404
        assert client.form_post(f"{SETTINGS}/state", {"state": "archived"}).status_code == 404
        assert client.form_post(f"{SETTINGS}/approval").status_code == 404
        client.form_post("/sign-out")


def test_the_audience_is_chosen(app: Flask, client: Client, cast: Cast, course_id: int) -> None:
    client.sign_in("bima")
    url = f"{SETTINGS}/audience"
    dpu = cast.units["dpu"]
    client.form_post(url, {"audience": "units", "units": [str(dpu)]})
    assert f'value="{dpu}" checked' in client.get(SETTINGS).get_data(as_text=True)
    client.form_post(url, {"audience": "positions", "positions": "Analis\n\n Pranata "})
    with app.app_context():
        found = audience_of(course_id)
        assert (found.kind, found.positions) == ("positions", ("Analis", "Pranata"))
    html = client.get(f"{SETTINGS}?q=fajar").get_data(as_text=True)
    assert cast.fajar.full_name in html
    client.form_post(url, {"audience": "invited", "people": [str(cast.fajar.id)]})
    with app.app_context():
        assert [one.id for one in audience_of(course_id).people] == [cast.fajar.id]


@pytest.mark.parametrize(
    "typed",
    [
        {"audience": "units"},
        {"audience": "invited", "people": "999999"},
        {"audience": "semua"},
        {"audience": "units", "units": "x"},
        {},
    ],
)
def test_an_audience_of_nobody_is_sent_back(
    app: Flask, client: Client, course_id: int, typed: dict[str, str]
) -> None:
    client.sign_in("bima")
    assert client.form_post(f"{SETTINGS}/audience", typed).status_code == 422
    with app.app_context():
        assert audience_of(course_id).kind == "everyone"


def test_approval_is_switched_on_and_off(app: Flask, client: Client, course_id: int) -> None:
    client.sign_in("bima")
    for typed, needed in (({"needed": "y"}, True), ({}, False)):
        client.form_post(f"{SETTINGS}/approval", typed)
        with app.app_context():
            assert db.session.get_one(Course, course_id).needs_approval is needed


def test_a_course_is_archived_and_published_again(
    app: Flask, client: Client, course_id: int
) -> None:
    client.sign_in("bima")
    for state, words in (("archived", "Terbitkan kembali"), ("published", "Arsipkan kursus")):
        client.form_post(f"{SETTINGS}/state", {"state": state})
        with app.app_context():
            assert db.session.get_one(Course, course_id).state == state
        assert words in client.get(SETTINGS).get_data(as_text=True)


def test_units_are_offered_level_by_level_and_by_name_or_code(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = cast.units
    with app.app_context():
        top = units_offered(())
        assert ([one.id for one in top.others], top.parent) == ([units["prov"]], None)
        level = units_offered({units["dpu"]}, below=units["prov"])
        assert {one.id for one in level.others} == {units["bpsdm"], units["dinkes"]}
        assert [(one.id, one.below) for one in level.chosen] == [(units["dpu"], 2)]
        (found,) = units_offered((), search="dpu-JALAN").others
        assert (found.id, found.above) == (units["dpu-jalan"], "Dinas Pekerjaan Umum")
        assert len(units_offered((), search="bidang").others) == 3
        assert units_offered((), below=999_999).others == top.others
        monkeypatch.setattr(people, "MOST_UNITS", 2)
        many = units_offered((), search="bidang")
        assert (len(many.others), many.more) == (2, True)


def test_looking_for_a_unit_keeps_what_was_chosen_and_saves_nothing(
    app: Flask, client: Client, cast: Cast, course_id: int
) -> None:
    client.sign_in("bima")
    dpu, jalan = cast.units["dpu"], cast.units["dpu-jalan"]
    typed = {"audience": "units", "units": [str(dpu)], "positions": "Analis"}
    for button in ({"find": "unit", "unit": "jalan"}, {"below": str(dpu)}):
        answer = client.form_post(f"{SETTINGS}/audience", typed | button)
        assert answer.status_code == 200
        html = answer.get_data(as_text=True)
        assert f'value="{dpu}" checked' in html
        assert f'name="units" value="{jalan}">' in html
        assert "Analis</textarea>" in html
    assert client.form_post(f"{SETTINGS}/audience", typed | {"below": "x"}).status_code == 200
    with app.app_context():
        assert audience_of(course_id).kind == "everyone"


def _person(person_id: int) -> Person:
    found = db.session.get_one(Person, person_id)
    _ = list(found.role_grants)
    return found
