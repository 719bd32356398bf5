"""The pages on which Citra praises, reminds and writes, and on which Ayu reads it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.cli.demo import say_things
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.supervision.actions.messages import remind
from lms.supervision.models import SupervisorMessage
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import supervise_too
from tests.factories.courses import publish_course
from tests.factories.learning import completed, enrolled
from tests.supervision.test_acting import HELLO, colleagues, words, work


class TestPages:
    def test_lead_from_the_overview_to_those_who_were_reminded(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            publish_course("kursus", title="Manajemen Proyek")
            people = colleagues(cast, 2)
            enrolled(people[0])
            for _ in range(2):
                remind(person_id=people[1], words=words(), actor_id=cast.citra.id)
            commit()
        client.sign_in("citra")
        page = client.get("/supervision?course=kursus&status=not-enrolled").text
        assert "Ingatkan yang tampil (2)" in page
        address = "/supervision/reminders/new?course=kursus&status=not-enrolled"
        page = client.get(address).text
        assert "Saya berharap Anda dapat memulai kursus “Manajemen Proyek”." in page
        assert "1 orang sudah diingatkan 2 kali dalam 7 hari terakhir" in page
        assert "Rekan 001: sudah diingatkan" in page
        empty = client.form_post(address, {"content": " ", "key": "k"})
        assert empty.status_code == 422
        assert "Tulis dahulu pesan Anda." in empty.text or "harus diisi" in empty.text
        answer = client.form_post(address, {"content": HELLO, "key": "k"})
        assert answer.status_code == 303
        assert "sedang dikirim" in client.get(answer.location).text
        with app.app_context():
            work()
        page = client.get(answer.location).text
        assert "Terkirim 1, dilewati: 1 orang sudah diingatkan 2 kali" in page
        nobody = client.get("/supervision/reminders/new?q=tidak-ada").text
        assert "Tidak ada yang diingatkan" in nobody
        client.sign_in("gita")
        assert client.get(answer.location).status_code == 404

    def test_offer_a_reminder_of_what_is_not_done_and_praise_for_all(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        with app.app_context():
            begin_unit(may_write=True)
            publish_course("selesai", title="Yang Selesai")
            publish_course("belum", title="Yang Belum")
            completed(cast.ayu.id, "selesai")
            enrolled(cast.ayu.id, "belum")
        address = f"/supervision/people/{cast.ayu.id}"
        page = client.sign_in("citra").get(address).text
        offered = [form.count('value="selesai"') for form in page.split("<form")]
        assert offered.count(1) == 2
        assert page.count('value="belum"') == 3
        typed = {"reminder-content": HELLO, "reminder-key": "k", "reminder-course": "selesai"}
        refused = client.form_post(f"{address}/reminders", typed)
        assert refused.status_code == 422
        assert "Kursusnya sudah tuntas" in refused.text
        assert HELLO in refused.text
        done = client.form_post(f"{address}/reminders", typed | {"reminder-course": "belum"})
        assert done.status_code == 303

    def test_show_what_one_said_oneself_and_of_others_only_how_often(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        address = f"/supervision/people/{cast.ayu.id}"
        with app.app_context():
            begin_unit(may_write=True)
            begin_writing()
            supervise_too(cast.ayu.id, cast.gita.id)
            commit()
            begin_unit(may_write=True)
            remind(person_id=cast.ayu.id, words=words("Dari Gita."), actor_id=cast.gita.id)
            begin_writing()
            db.session.execute(update(Person).where(Person.id == cast.ayu.id).values(email=None))
            commit()
        client.sign_in("citra")
        for kind, path, content in (
            ("praise", "praise", "Kerja bagus."),
            ("reminder", "reminders", "Lanjutkan, ya."),
            ("note", "notes", "Bicara Senin?"),
        ):
            typed = {f"{kind}-content": "x" * 2001, f"{kind}-key": kind}
            wrong = client.form_post(f"{address}/{path}", typed)
            assert wrong.status_code == 422
            assert "x" * 2001 in wrong.text
            assert "paling panjang 2000 huruf" in wrong.text
            right = client.form_post(
                f"{address}/{path}", {f"{kind}-content": content, f"{kind}-key": kind}
            )
            assert right.status_code == 303
            assert client.form_post("/supervision/people/999/" + path, typed).status_code == 404
        page = client.get(address).text
        assert "Pesan Anda menunggu di aplikasi" in page
        for seen in ("Kerja bagus.", "Lanjutkan, ya.", "Bicara Senin?", "sudah diingatkan 2 kali"):
            assert seen in page
        assert "Dari Gita." not in page
        late = client.form_post(
            f"{address}/reminders", {"reminder-content": "Sekali lagi.", "reminder-key": "z"}
        )
        assert late.status_code == 422
        assert "Sekali lagi." in late.text
        client.sign_in("ayu")
        page = client.get("/supervision/messages").text
        for seen in ("Kerja bagus.", "Bicara Senin?", "Citra Maharani"):
            assert seen in page
        assert "Lanjutkan, ya." not in page
        notices = client.get("/notices").text
        for seen in ("Pengingat dari Gita", "Lanjutkan, ya.", "Apresiasi dari Citra"):
            assert seen in notices


def test_in_a_demonstration_citra_has_praised_and_reminded_ayu_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for _ in range(2):
            begin_unit(may_write=True)
            say_things()
            commit()
        query = select(SupervisorMessage.kind, SupervisorMessage.from_id, SupervisorMessage.to_id)
        said = [tuple(row) for row in db.session.execute(query.order_by(SupervisorMessage.id))]
    assert said == [
        ("praise", cast.citra.id, cast.ayu.id),
        ("reminder", cast.citra.id, cast.ayu.id),
    ]
