"""The pages of item analysis: who gets them, what they say, the drawing and the file beside it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.queries.items import items_of
from lms.assessment.views.plots import plot_of
from lms.core.audit import AccessLogEntry
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import unit_of_work
from tests.factories.courses import course_id_of, publish_course
from tests.factories.items import Answers, answered, people_of

LIST = "/courses/kursus/items"
ADDRESS = f"{LIST}/kuis"
FILE = f"{ADDRESS}/items.csv"

GOOD: Answers = {"s1": {"choice": 2}, "s2": {"choices": [0, 2]}, "s3": {"choice": 1}}
POOR: Answers = {"s1": {"choice": 1}, "s2": {"choices": [1]}, "s3": {"choice": 0}}
BETTER: Answers = POOR | {"s2": {"choices": [0, 2]}}
OTHER: Answers = POOR | {"s3": {"choice": 1}}
PAPERS = [GOOD] * 20 + [BETTER] * 5 + [OTHER] * 5 + [POOR] * 10


@pytest.fixture(autouse=True)
def course(app: Flask, cast: Cast) -> None:
    """Bima's course with a quiz of three questions, of which the first has a wrong key."""
    with unit_of_work(app):
        publish_course(questions=3, practice=True)
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = cast.bima.id


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def test_the_menu_leads_to_the_quizzes(client: Client, cast: Cast) -> None:
    client.sign_in("bima")
    assert f'href="{LIST}"' in shown(client, "/courses/kursus/reports")
    listed = shown(client, LIST)
    assert f'href="{ADDRESS}"' in listed
    assert f"{LIST}/latihan" not in listed
    assert "Belum ada jawaban untuk dianalisis" in shown(client, ADDRESS)


def test_a_course_without_quizzes_says_so(app: Flask, client: Client) -> None:
    with unit_of_work(app):
        publish_course("lain", quiz=False)
        begin_writing()
        first, other = db.session.scalars(select(Course).order_by(Course.id))
        other.owner_id = first.owner_id
    client.sign_in("bima")
    assert "Belum ada kuis yang dinilai" in shown(client, "/courses/lain/items")


def test_the_page_tells_figures_as_indonesians_write_them(app: Flask, client: Client) -> None:
    answered(app, people_of(app, 40), PAPERS)
    client.sign_in("bima")
    page = shown(client, ADDRESS)
    text = words(page)
    for expected in (
        "Kunci mungkin salah",
        "Kurang dari 200 orang: angka ini masih dapat bergeser.",
        "Pilihan B soal 1 (kunci) : 20 orang",
        "0,62",
        "-0,",
        "Petunjuk integritas",
        "bukan bukti dan bukan keputusan",
    ):
        assert expected in text
    assert "nan" not in text.casefold().split()


def test_the_drawing_holds_every_question_of_the_table(app: Flask, client: Client) -> None:
    answered(app, people_of(app, 40), PAPERS)
    client.sign_in("bima")
    drawing = re.findall(r"<svg viewBox.*?</svg>", shown(client, ADDRESS), re.S)[0]
    assert "<title" in drawing
    assert "<desc" in drawing
    assert "style=" not in drawing
    numbers = re.findall(r'<text class="point"[^>]*>([\d, ]+)</text>', drawing)
    assert sorted(number for each in numbers for number in each.split(", ")) == ["1", "2", "3"]
    with app.app_context():
        plot = plot_of(items_of(course_id_of("kursus"), "kuis").questions)
    assert all(plot.left <= one.x <= plot.right for one in plot.points)
    assert all(plot.top <= one.y <= plot.bottom for one in plot.points)


def test_a_few_people_get_figures_and_a_caution(app: Flask, client: Client) -> None:
    answered(app, people_of(app, 1), [GOOD])
    client.sign_in("bima")
    text = words(shown(client, ADDRESS))
    assert "Kurang dari 10 orang" in text
    assert "Reliabilitas tidak dapat dihitung" in text
    assert "Tidak tergambar karena daya bedanya tidak dapat dihitung: soal 1, 2, 3." in text


def test_the_table_leaves_as_a_file_without_names(app: Flask, client: Client) -> None:
    answered(app, people_of(app, 40), PAPERS)
    client.sign_in("bima")
    response = client.get(FILE)
    lines = response.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    assert response.mimetype == "text/csv"
    assert "analisis-soal-kursus-kuis-" in response.headers["Content-Disposition"]
    assert len(lines) == 4
    assert lines[0].startswith("Nomor;Kunci soal;Soal;Peserta;Tingkat kemudahan;")
    assert lines[1].startswith("1;s1;Pertanyaan 1?;40;0,5;")
    assert "Kunci mungkin salah" in lines[1]
    assert "Orang 1" not in response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["ayu", "citra", "fajar", "gita"])
@pytest.mark.parametrize("address", [LIST, ADDRESS, FILE])
def test_it_is_for_those_who_run_the_course(client: Client, name: str, address: str) -> None:
    client.sign_in(name)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["latihan", "materi-1", "tidak-ada"])
def test_what_is_no_quiz_is_not_there(client: Client, key: str) -> None:
    client.sign_in("bima")
    assert client.get(f"{LIST}/{key}").status_code == 404
    assert client.get(f"{LIST}/{key}/items.csv").status_code == 404


def test_looking_is_logged(app: Flask, client: Client) -> None:
    client.sign_in("bima")
    for address in (ADDRESS, FILE):
        shown(client, address)
    with app.app_context():
        query = select(func.count()).where(AccessLogEntry.page.like("assessment.%items%"))
        assert db.session.scalar(query) == 2
