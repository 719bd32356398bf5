"""Citra saves a view of her unit and schedules it; the mail that comes on Monday says what the page shows,
and leads back to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from config import settings
from lms import schedule
from lms.accounts.models import Person
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_unit, commit, db
from lms.supervision.actions.duties.giving import ByName, give_duty
from lms.supervision.rules.duties import Terms
from tests.browser.steps import button, link
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course

FIGURES = re.compile(r"^- (.*)$", re.M)
NUMBER = re.compile(r"\d+(?:,\d+)?")
WHO = select(Person.user_name, Person.id)


def test_the_mail_says_what_the_page_shows(
    visit: Callable[..., Visitor], installation: dict[str, str]
) -> None:
    file = Path(installation["CLOCK_FILE"])
    began = datetime.fromisoformat(file.read_text())
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with clock.frozen(began), app.app_context():
        begin_unit(may_write=True)
        publish_course("singkat", title="Kurva S singkat", lessons=1, quiz=False)
        ids = {row.user_name: row.id for row in db.session.execute(WHO)}
        give_duty(
            actor_id=ids["dewi"],
            key="uji",
            course_key="singkat",
            terms=Terms("Paket jalan dimulai Januari.", due_days=3),
            to=ByName((ids["ayu"], ids["citra"])),
        )
        commit()
        schedule.work_off()
        db.engine.dispose()
    citra = visit(width=1280)
    citra.sign_in("citra")
    page = citra.open("/supervision")
    page.get_by_role("navigation", name="Bagian halaman").get_by_text("Angka per unit").click()
    link(page, "Simpan tampilan ini").click()
    page.get_by_label("Nama tampilan").fill("Bidang saya")
    expect(page.get_by_label("Hari")).to_be_hidden()
    page.get_by_label("Setiap minggu").check()
    page.get_by_label("Hari").select_option("Senin")
    expect(page.get_by_label("Tanggal")).to_be_hidden()
    button(page, "Simpan").click()
    expect(page.get_by_role("status")).to_contain_text("Tampilan disimpan")
    expect(link(page, "Bidang saya")).to_have_attribute("aria-current", "page")

    monday = began + timedelta(days=7)
    file.write_text(monday.isoformat())
    with clock.frozen(monday), app.app_context():
        for _round in range(3):
            schedule.work_off()
        db.engine.dispose()
    letters = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in Path(app.config["MAIL_URL"].removeprefix("file:")).glob("*.eml")
    ]
    (letter,) = [one for one in letters if "Bidang saya" in one["Subject"]]
    text = letter.get_content()
    told = dict(line.split(": ", 1) for line in FIGURES.findall(text))
    assert "Ayu" not in text

    address = re.search(r"/supervision/views/\d+", text)
    assert address is not None
    citra.sign_in("citra")
    page = citra.open(address[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Bidang Jalan dan Jembatan")

    def shown(label: str) -> str:
        # Figures stand with their explanation: "3" and "2 punya kewajiban".
        box = page.locator(".unit-figures > div", has=page.get_by_text(label, exact=True))
        return " ".join(box.locator("dd").inner_text().split())

    assert shown("Pegawai").split()[0] == told["Pegawai"]
    assert NUMBER.findall(shown("Pegawai terlambat")) == [told["Pegawai terlambat"], "2"]
    part, whole, rate = NUMBER.findall(told["Kewajiban terpenuhi"])
    assert NUMBER.findall(shown("Kewajiban terpenuhi")) == [rate, part, whole]
    assert (told["Kewajiban"], told["Kewajiban lewat jatuh tempo"]) == ("2", "2 dari 2, 100\u00a0%")
    assert shown("Jam belajar 2026").split()[0] in told["Jam belajar 2026"]
    assert not citra.errors
