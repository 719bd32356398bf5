"""Previews: what becomes of a text, by the learners' own compiler and partials; nothing is stored."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.actions import grant_role
from lms.core import db as database
from lms.core.clock import now
from lms.core.db import begin_unit, db
from lms.core.markup import Refused, Source
from lms.courses.models import Activity, CourseRole, Question
from tests.authoring.test_editing import MODULE, send
from tests.cast import Cast
from tests.client import Client
from tests.factories.authoring import drafted_course
from tests.factories.courses import CANARY, png

KINDS = """---
id: semua
title: Semua
---
# Kuis {#semua .quiz draw=2 from=bank-denda}

## Satu? {#k1}
- (x) Ya
- ( ) Tidak

## Beberapa? {#k2}
- [x] A
- [x] B
- [ ] C

## Singkat? {#k3}
= Aparatur*

## Berapa? {#k4}
= Rp 12 ± 0,5

## Jodohkan. {#k5}
- PPK => kontrak
- PPTK => kegiatan

## Urutkan. {#k6}
1. Usulan
2. Rencana

## Lengkapi [[satu|dua]] dan [[tiga]]. {#k7}

## Ceritakan. {#k8 rubric=rubrik-risiko}

____

# Pendapat {#pendapat .survey}

## Jelas? {#v1}
(1..2) Tidak | Ya

# Tugas {#tugas .assignment rubric=rubrik-risiko}

Tulis satu halaman.

____
"""
BANK = """---
id: bank-denda
title: Denda
---
## Denda per hari? {#d1}
- (x) 1/1000
- ( ) 1/100

## Rubrik: Risiko {#rubrik-risiko .rubric}

| Kriteria | 0 | 2 |
|---|---|---|
| Ketepatan | Salah | Tepat |
"""


@pytest.fixture
def course(app: Flask, cast: Cast) -> int:
    files = {
        "media/a.png": png(4, 3),
        "02-semua.md": KINDS.encode(),
        "bank/denda.md": BANK.encode(),
    }
    with app.app_context():
        return drafted_course(
            cast.bima.id, files=files, lesson_text="![Merah](media/a.png) lihat [kuis](#kuis)"
        )


@pytest.fixture
def bima(course: int, client: Client) -> Client:
    return client.sign_in("bima")


def previewed(client: Client, path: str, text: str) -> str:
    """The piece of a page that the editor's script gets."""
    status, answer = send(client, "/authoring/kursus/preview", path=path, text=text)
    assert status == 200
    return str(answer["html"])


def test_a_text_is_shown_as_it_will_be(bima: Client) -> None:
    text = MODULE.replace("Isi materi 1. ", "Isi **tebal** ![Merah](media/a.png) [kuis](#kuis). ")
    html = previewed(bima, "01-modul.md", text)
    assert "Isi <strong>tebal</strong>" in html
    assert re.search(r'<img[^>]+src="/authoring/kursus/media/[0-9a-f]{64}/a\.png"', html)
    assert 'href="/authoring/kursus/preview/kuis"' in html
    line = text[: text.index("# Materi 2")].count("\n") + 1
    assert f'data-line="{line}"' in html


def test_every_kind_shows_its_controls_and_its_key(bima: Client) -> None:
    html = previewed(bima, "02-semua.md", KINDS)
    for control in ('type="radio"', 'type="checkbox"', "<select", "<textarea", "inputmode="):
        assert control in html
    keys = re.sub(r"<[^>]+>|\s+", " ", " ".join(re.split(r'class="answer-key">', html)[1:]))
    for right in ("Ya", "“Aparatur…”", "Rp 12 ± 0,5", "PPTK → kegiatan", "“satu” atau “dua”"):
        assert right in re.sub(r"\s+", " ", keys)
    assert "2 di antaranya ditanyakan" in html
    assert "Denda per hari?" in html, "the questions of its bank belong to the quiz"
    assert "Ketepatan" in html
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="([^"]+)"', html))


def test_a_bank_and_the_introduction_are_shown(bima: Client) -> None:
    html = previewed(bima, "bank/denda.md", BANK)
    assert "Denda per hari?" in html
    assert "Ketepatan" in html
    head = (
        "---\nformat: 1\nid: kursus\ntitle: Judul\nsummary: S.\nlanguage: id\n---\nIsi *miring*.\n"
    )
    assert "<em>miring</em>" in previewed(bima, "course.md", head)


@pytest.mark.parametrize("path", ["course.md", "01-modul.md"])
def test_what_cannot_be_read_is_said(bima: Client, path: str) -> None:
    assert "Pratinjau belum dapat disusun" in previewed(bima, path, "---\nid: tanpa-penutup\n")


def test_a_draft_with_errors_is_shown_as_far_as_it_goes(bima: Client) -> None:
    text = KINDS.replace("from=bank-denda", "from=tidak-ada").replace("- (x) Ya\n", "")
    assert "Beberapa?" in previewed(bima, "02-semua.md", text)


def test_a_text_that_the_compiler_refuses_shows_the_finding(
    bima: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(texts: list[Source], *, options: object) -> None:
        raise Refused("time", next(i for i, one in enumerate(texts) if "Singkat" in one.text))

    monkeypatch.setattr("lms.core.markup.render", refuse)
    html = previewed(bima, "02-semua.md", KINDS)
    assert 'class="notice danger"' in html
    assert f'data-line="{KINDS[: KINDS.index("## Singkat?")].count(chr(10)) + 1}"' in html
    assert "terlalu berat untuk disusun" in html
    page = bima.get("/authoring/kursus/preview/semua").get_data(as_text=True)
    assert "terlalu berat untuk disusun" in page


def test_an_activity_has_a_page_as_learners_see_it(bima: Client) -> None:
    page = bima.get("/authoring/kursus/preview/kuis").get_data(as_text=True)
    assert "Pratinjau sebagai peserta." in page
    assert "Pertanyaan 1?" in page
    assert CANARY not in page, "no feedback, no explanation"
    assert "answer-key" not in page
    assert 'rel="prev"' in page
    assert 'href="/authoring/kursus/preview/materi-2"' in page
    first = bima.get("/authoring/kursus/preview").get_data(as_text=True)
    assert "<h1>Materi 1</h1>" in first
    assert bima.get("/authoring/kursus/preview/tidak-ada").status_code == 404


def test_a_draft_without_activities_says_what_is_missing(bima: Client) -> None:
    bima.form_post("/authoring/kursus/files/course.md", {"text": "rusak", "version": "1"})
    page = bima.get("/authoring/kursus/preview")
    assert page.status_code == 200
    assert "Belum ada yang dapat ditampilkan" in page.get_data(as_text=True)


def test_nothing_is_stored(app: Flask, bima: Client) -> None:
    previewed(bima, "02-semua.md", KINDS)
    bima.get("/authoring/kursus/preview/semua")
    with app.app_context():
        begin_unit(may_write=False)
        for model in (Activity, Question):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_a_reviewer_reads_and_changes_nothing(
    app: Flask, cast: Cast, course: int, client: Client
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        grant_role(person_id=cast.dewi.id, role="instructor", unit_id=None, actor_id=None)
        db.session.add(
            CourseRole(course_id=course, person_id=cast.dewi.id, role="reviewer", granted_at=now())
        )
        database.commit()
    client.sign_in("dewi")
    path = "/authoring/kursus/files/01-modul.md"
    page = client.get(path).get_data(as_text=True)
    assert " readonly>" in page
    assert ">Simpan<" not in page
    assert "Sisipkan" not in page
    assert send(client, path, text="x", version=1)[0] == 404
    assert client.form_post(path, {"text": "x", "version": "1"}).status_code == 404
    assert "Isi materi 1" in previewed(client, "01-modul.md", MODULE)
    assert client.get("/authoring/kursus/preview/kuis").status_code == 200


@pytest.mark.parametrize(
    "url", ["files/01-modul.md", "preview", "preview/kuis", "media/" + "0" * 64 + "/a.png"]
)
def test_another_instructor_finds_nothing(
    app: Flask, cast: Cast, course: int, client: Client, url: str
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        grant_role(person_id=cast.gita.id, role="instructor", unit_id=None, actor_id=None)
        database.commit()
    client.sign_in("gita")
    assert client.get(f"/authoring/kursus/{url}").status_code == 404
    status, _ = send(client, "/authoring/kursus/preview", path="01-modul.md", text=MODULE)
    assert status == 404
