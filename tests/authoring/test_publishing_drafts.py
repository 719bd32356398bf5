"""Publishing drafts: what is recorded and announced, who is told, and that learners notice nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import RoleGrant
from lms.assessment.actions import save_answer, start_attempt, submit
from lms.authoring.actions.files import add_files
from lms.authoring.actions.people import share
from lms.authoring.actions.publishing import (
    DraftChanged,
    approve,
    ask_to_publish,
    decline,
    publish_draft,
    restore_draft,
    withdraw,
    write_ids,
)
from lms.authoring.models import PublishRequest
from lms.authoring.queries.differences import learners_done
from lms.authoring.queries.drafts import checked, draft_of, folder_of, source_hash_of
from lms.authoring.queries.history import unpublished_paths, waiting_requests
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.courses.actions import BrokenFolder, roll_back, set_approval
from lms.courses.events import RevisionPublished
from lms.courses.models import Activity, Revision
from lms.courses.queries import compiled, current_revision_id
from lms.learning.actions import enrol, mark_done
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.factories.assessment import DEVICE, RIGHT, sent
from tests.factories.authoring import drafted_course, published_with_draft
from tests.factories.courses import course_folder, png

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def course_id(cast: Cast, context: None) -> int:
    """A published course of Bima's, with a draft whose lesson says something else."""
    found = published_with_draft(cast.bima.id, course_folder(lesson_text="Baru.").files)
    database.begin_unit(may_write=True)
    return found


def reviewed(course_id: int) -> str:
    draft = draft_of(course_id)
    assert draft is not None
    return source_hash_of(draft.id)


def publish(course_id: int, actor_id: int, *material: str) -> int:
    result = publish_draft(
        course_id=course_id,
        reviewed=reviewed(course_id),
        note="Diperbarui.",
        material=material,
        actor_id=actor_id,
    )
    database.commit()
    return result.revision_number


def ask(course_id: int, actor_id: int) -> int:
    request = ask_to_publish(
        course_id=course_id,
        reviewed=reviewed(course_id),
        note="Mohon.",
        material=["materi-1"],
        actor_id=actor_id,
    )
    found = request.id
    database.commit()
    return found


def change(course_id: int, actor_id: int, **folder: object) -> None:
    files = course_folder(**folder).files  # type: ignore[arg-type]
    add_files(course_id=course_id, files=files, actor_id=actor_id)
    database.commit()


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def notices(kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind)))


def asked_since() -> dict[str, int]:
    rows = db.session.execute(
        select(Activity.key, Activity.asked_since).where(
            Activity.revision_id == current_revision_id("kursus")
        )
    )
    return {row.key: row.asked_since for row in rows}


def a_reviewer(cast: Cast, course_id: int) -> int:
    """Citra teaches from today on, and reviews the course."""
    database.begin_writing()
    db.session.add(RoleGrant(person_id=cast.citra.id, role="instructor", valid_from=today()))
    db.session.flush()
    share(course_id=course_id, person_id=cast.citra.id, role="reviewer", actor_id=cast.bima.id)
    database.commit()
    return cast.citra.id


def test_publishing_is_announced_with_what_is_asked_again(
    cast: Cast, course_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[RevisionPublished] = []
    monkeypatch.setattr("lms.courses.actions.publishing.publish", announced.append)
    assert publish(course_id, cast.bima.id, "materi-1", "tidak-ada") == 2
    revision_id = current_revision_id("kursus")
    assert announced == [RevisionPublished(course_id, revision_id, ("materi-1",))]
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.details == {"revision": 2, "asked_again": ["materi-1"]}


def test_asking_again_is_remembered_by_later_revisions(cast: Cast, course_id: int) -> None:
    publish(course_id, cast.bima.id, "materi-1")
    assert asked_since() == {"materi-1": 2, "materi-2": 0, "kuis": 0}
    change(course_id, cast.bima.id, lesson_text="Lagi.")
    publish(course_id, cast.bima.id, "kuis")
    assert asked_since() == {"materi-1": 2, "materi-2": 0, "kuis": 3}


def test_what_was_asked_again_follows_the_revision_that_was_shown(
    cast: Cast, course_id: int
) -> None:
    publish(course_id, cast.bima.id, "materi-1")
    roll_back(course_id=course_id, number=1, actor_id=cast.bima.id)
    change(course_id, cast.bima.id, lesson_text="Lagi.")
    publish(course_id, cast.bima.id)
    assert asked_since() == {"materi-1": 0, "materi-2": 0, "kuis": 0}


def test_a_draft_published_twice_is_published_once(cast: Cast, course_id: int) -> None:
    assert publish(course_id, cast.bima.id) == publish(course_id, cast.bima.id) == 2
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 2
    assert unpublished_paths(course_id) == []


def test_a_stale_review_changes_nothing(cast: Cast, course_id: int) -> None:
    before = reviewed(course_id)
    change(course_id, cast.eko.id, lesson_text="Lain.")
    for does in (publish_draft, ask_to_publish):
        with pytest.raises(DraftChanged):
            does(course_id=course_id, reviewed=before, note="x", material=(), actor_id=cast.bima.id)
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 1


def test_a_broken_draft_changes_nothing(cast: Cast, course_id: int) -> None:
    change(course_id, cast.bima.id, lesson_text="![](media/hilang.png)")
    for does in (publish_draft, ask_to_publish):
        with pytest.raises(BrokenFolder) as refused:
            does(
                course_id=course_id,
                reviewed=reviewed(course_id),
                note="x",
                material=(),
                actor_id=cast.bima.id,
            )
        assert "E601" in {finding.code for finding in refused.value.findings}
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 1


def test_media_of_the_draft_are_published_as_they_are_stored(cast: Cast, course_id: int) -> None:
    change(
        course_id,
        cast.bima.id,
        lesson_text="![Merah](media/a.png)",
        files={"media/a.png": png(note="tempat")},
    )
    publish(course_id, cast.bima.id)
    draft = draft_of(course_id)
    assert draft is not None
    assert source_hash_of(draft.id) == db.session.scalar(
        select(Revision.source_hash).where(Revision.number == 2)
    )


def test_ids_are_written_into_the_draft_with_the_revision(cast: Cast, course_id: int) -> None:
    text = course_folder().files["01-modul.md"] + b"\n# Penutup\n\nSelesai.\n"
    add_files(course_id=course_id, files={"01-modul.md": text}, actor_id=cast.bima.id)
    database.commit()
    publish(course_id, cast.bima.id)
    draft = draft_of(course_id)
    assert draft is not None
    assert b"# Penutup {#penutup}" in folder_of(draft.id).files["01-modul.md"]
    assert checked(draft.id).findings == ()
    assert "draft.ids" in actions()
    assert unpublished_paths(course_id) == []


def test_ids_may_be_written_before(cast: Cast, course_id: int) -> None:
    text = course_folder().files["01-modul.md"] + b"\n# Penutup\n\nSelesai.\n"
    add_files(course_id=course_id, files={"01-modul.md": text}, actor_id=cast.bima.id)
    database.commit()
    assert write_ids(course_id=course_id, actor_id=cast.bima.id) == 1
    assert write_ids(course_id=course_id, actor_id=cast.bima.id) == 0


def test_learners_in_the_middle_of_an_attempt_notice_nothing(cast: Cast, course_id: int) -> None:
    """The question's key is turned round and the other one is gone: the attempt keeps both."""
    enrol(person_id=cast.ayu.id, course_key="kursus")
    attempt = start_attempt(person_id=cast.ayu.id, course_key="kursus", activity_key="kuis")
    uuid = attempt.uuid
    save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(1, RIGHT[1]))
    database.commit()
    text = course_folder().files["01-modul.md"].decode()
    mended, _, _ = text.partition("## Pertanyaan 2")
    mended = mended.replace("( ) Pilihan A", "(x) Pilihan A").replace(
        "(x) Pilihan B", "( ) Pilihan B"
    )
    add_files(course_id=course_id, files={"01-modul.md": mended.encode()}, actor_id=cast.bima.id)
    database.commit()
    publish(course_id, cast.bima.id)
    assert compiled(current_revision_id("kursus")).by_key["kuis"].question_count == 1

    database.begin_unit(may_write=True)
    again = start_attempt(person_id=cast.ayu.id, course_key="kursus", activity_key="kuis")
    assert again.uuid == uuid
    save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(2, RIGHT[2]))
    done = submit(attempt_uuid=uuid, person_id=cast.ayu.id, event_id=str(uuid4()), device_id=DEVICE)
    assert (done.score, len(done.questions)) == (100, 2)


def test_a_request_waits_for_somebody_else(cast: Cast, course_id: int) -> None:
    citra = a_reviewer(cast, course_id)
    set_approval(course_id=course_id, needed=True, actor_id=cast.bima.id)
    database.commit()
    with pytest.raises(Conflict, match="disetujui orang lain"):
        publish(course_id, cast.bima.id)
    database.rollback()
    request_id = ask(course_id, cast.bima.id)
    assert [notice.person_id for notice in notices("publish-requested")] == [citra]
    for does in (approve, decline):
        with pytest.raises(Conflict, match="sendiri"):
            does(course_id=course_id, request_id=request_id, comment="", actor_id=cast.bima.id)
        database.rollback()
    result = approve(course_id=course_id, request_id=request_id, comment="Ya.", actor_id=citra)
    database.commit()
    revision = db.session.scalars(select(Revision).where(Revision.number == 2)).one()
    assert result.revision_number == 2
    assert (revision.author_id, revision.note) == (cast.bima.id, "Mohon.")
    assert asked_since()["materi-1"] == 2
    (told,) = notices("publish-approved")
    assert (told.person_id, told.params["comment"]) == (cast.bima.id, "Ya.")
    assert actions()[-2:] == ["publish.approved", "course.publish"]


def test_administrators_do_not_approve_their_own(cast: Cast, course_id: int) -> None:
    set_approval(course_id=course_id, needed=True, actor_id=cast.eko.id)
    database.commit()
    request_id = ask(course_id, cast.eko.id)
    with pytest.raises(Conflict):
        approve(course_id=course_id, request_id=request_id, comment="", actor_id=cast.eko.id)


def test_a_request_is_decided_once(cast: Cast, course_id: int) -> None:
    request_id = ask(course_id, cast.bima.id)
    decline(course_id=course_id, request_id=request_id, comment="Belum.", actor_id=cast.eko.id)
    database.commit()
    (told,) = notices("publish-declined")
    assert told.params["comment"] == "Belum."
    for does in (approve, decline):
        with pytest.raises(Conflict, match="sudah diputuskan"):
            does(course_id=course_id, request_id=request_id, comment="", actor_id=cast.eko.id)
        database.rollback()


def test_a_request_for_another_draft_is_outdated(cast: Cast, course_id: int) -> None:
    request_id = ask(course_id, cast.bima.id)
    change(course_id, cast.bima.id, lesson_text="Lain.")
    with pytest.raises(DraftChanged):
        approve(course_id=course_id, request_id=request_id, comment="", actor_id=cast.eko.id)


def test_asking_again_replaces_the_request(cast: Cast, course_id: int) -> None:
    first = ask(course_id, cast.bima.id)
    change(course_id, cast.bima.id, lesson_text="Lain.")
    second = ask(course_id, cast.bima.id)
    states = {row.id: row.state for row in db.session.scalars(select(PublishRequest)).all()}
    assert states == {first: "withdrawn", second: "waiting"}
    withdraw(course_id=course_id, request_id=second, actor_id=cast.bima.id)
    withdraw(course_id=course_id, request_id=second, actor_id=cast.bima.id)
    assert db.session.get_one(PublishRequest, second).state == "withdrawn"


def test_publishing_at_once_ends_the_request(cast: Cast, course_id: int) -> None:
    request_id = ask(course_id, cast.eko.id)
    publish(course_id, cast.bima.id)
    assert db.session.get_one(PublishRequest, request_id).state == "withdrawn"


def test_who_has_requests_to_decide_on(cast: Cast, course_id: int) -> None:
    request_id = ask(course_id, cast.bima.id)
    assert [one.id for one in waiting_requests(cast.eko)] == [request_id]
    assert waiting_requests(cast.bima) == []
    assert waiting_requests(cast.ayu) == []


def test_a_request_of_another_course_is_not_found(cast: Cast, course_id: int) -> None:
    request_id = ask(course_id, cast.bima.id)
    other = drafted_course(cast.bima.id, "lain")
    for does in (approve, decline):
        with pytest.raises(NotFound):
            does(course_id=other, request_id=request_id, comment="", actor_id=cast.eko.id)
        database.rollback()


def test_the_draft_becomes_an_older_revision_again(cast: Cast, course_id: int) -> None:
    publish(course_id, cast.bima.id)
    change(course_id, cast.bima.id, lesson_text="Belum terbit.")
    assert unpublished_paths(course_id) == ["01-modul.md"]
    restore_draft(course_id=course_id, number=1, actor_id=cast.bima.id)
    database.commit()
    draft = draft_of(course_id)
    assert draft is not None
    assert draft.base_number == 1
    assert folder_of(draft.id).files["01-modul.md"] == course_folder().files["01-modul.md"]
    with pytest.raises(NotFound):
        restore_draft(course_id=course_id, number=9, actor_id=cast.bima.id)


def test_how_many_learners_a_material_change_touches(cast: Cast, course_id: int) -> None:
    for person in (cast.ayu, cast.fajar, cast.gita):
        enrol(person_id=person.id, course_key="kursus")
    for person in (cast.ayu, cast.fajar):
        mark_done(person_id=person.id, course_key="kursus", activity_key="materi-1")
    assert learners_done(course_id, ["materi-1", "materi-2"]) == {"materi-1": 2}


def test_two_who_publish_the_same_draft_make_one_revision(
    app: Flask, cast: Cast, course_id: int
) -> None:
    seen = reviewed(course_id)
    database.rollback()

    def publish_in_a_thread(_: int) -> bool:
        with app.app_context():
            database.begin_unit(may_write=True)
            result = publish_draft(
                course_id=course_id, reviewed=seen, note="x", material=(), actor_id=cast.bima.id
            )
            database.commit()
            return result.changed

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(publish_in_a_thread, range(3))) == [False, False, True]
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 2
