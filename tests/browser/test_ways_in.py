"""From a slip of paper to a second factor, on a small phone: Hana prints first sign-in codes for her
agency, Indra comes in with one, sets up an authenticator app and signs in with it, also where a quiz or
the editor asks; Hana then sees Indra's pages. Each page is free of what axe finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from config import settings
from lms.accounts import actions, rules
from lms.accounts.models import Person, SecondFactor
from lms.app import create_app
from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.db import db
from tests.browser.answer_key import right_answers
from tests.browser.steps import button, choose, enrol, expect_saved, link, start_quiz
from tests.browser.visitor import Visitor
from tests.cast import Cast
from tests.factories.accounts import NEW_PASSWORD, writing

SLIP = re.compile(r"Nama pengguna: indra.*?([A-Z2-9]{5}-[A-Z2-9]{5})", re.DOTALL)


@pytest.fixture(scope="module")
def agency(installation: dict[str, str], host: Any) -> None:
    """Hana administers Ayu's agency; Indra is new there."""
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    with clock.frozen(moment):
        unit_id = Cast(app).units["dpu"]
        with writing(app):
            hana = actions.create_person(
                user_name="hana", full_name="Hana Wijaya", password=PASSWORD
            )
            actions.add_membership(person_id=hana.id, unit_id=unit_id)
            actions.grant_role(
                person_id=hana.id, role="agency_admin", unit_id=unit_id, actor_id=None
            )
            indra = actions.create_person(user_name="indra", full_name="Indra Kusuma")
            actions.add_membership(person_id=indra.id, unit_id=unit_id, position="Staf")
            for one in (hana, indra):
                actions.accept_privacy_notice(person_id=one.id, version=1)
    with app.app_context():
        db.engine.dispose()


def sound(visitor: Visitor) -> None:
    """The page fits the phone and axe finds nothing."""
    assert visitor.axe() == []
    assert visitor.fits()


def set_clock(environ: dict[str, str], moment: datetime) -> None:
    Path(environ["CLOCK_FILE"]).write_text(moment.isoformat())


def test_from_a_slip_of_paper_to_a_second_factor(
    visit: Callable[..., Visitor],
    agency: None,
    work_off: Callable[[], None],
    installation: dict[str, str],
) -> None:
    hana = visit()
    code = print_codes(hana, work_off)
    indra = visit()
    come_in(indra, code)
    shared, recovery = set_up(indra)
    button(indra.page, "Sudah saya simpan").or_(link(indra.page, "Sudah saya simpan")).click()
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    set_clock(installation, moment + timedelta(minutes=5))
    phone = visit()
    sign_in_with_app(phone, pyotp.TOTP(shared).at(moment + timedelta(minutes=5)))
    lost = visit(java_script_enabled=False)
    sign_in_with_app(lost, recovery)
    set_clock(installation, moment)
    see_as(hana, indra)


def print_codes(hana: Visitor, work_off: Callable[[], None]) -> str:
    """Hana prints the agency's codes; returns the one on Indra's slip."""
    page = hana.sign_in("hana")
    page = hana.open("/people")
    link(page, "Cetak kode masuk pertama").click()
    page.get_by_label("Unit").fill("dpu")
    button(page, "Lanjutkan").click()
    expect(page.locator("main")).to_contain_text("belum memilih kata sandi")
    sound(hana)
    button(page, "Buat kode").click()
    expect(page.locator("main")).to_contain_text("Kode sedang dibuat")
    work_off()
    # The page finds out by itself that the worker is done.
    button(page, "Tampilkan dan cetak").click()
    expect(page.locator(".slips li")).to_have_count(1)
    sound(hana)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.locator(".slips li").first).to_be_visible()
    page.emulate_media(media="screen")
    slip = SLIP.search(page.inner_text(".slips"))
    assert slip
    return slip.group(1)


def come_in(indra: Visitor, code: str) -> None:
    """Indra's first time: the code, a password, the way in."""
    page = indra.open("/sign-in")
    link(page, "Masuk dengan kode").click()
    page.fill("[name=identifier]", "indra")
    page.fill("[name=code]", code.lower())
    page.fill("[name=password]", NEW_PASSWORD)
    page.fill("[name=repeated]", NEW_PASSWORD)
    button(page, "Simpan kata sandi").click()
    expect(page.locator(".flash")).to_contain_text("Kata sandi sudah diganti")
    first_step(page)
    page.wait_for_url(lambda url: "/sign-in" not in url)


def first_step(page: Page) -> None:
    page.fill("[name=identifier]", "indra")
    page.fill("[name=password]", NEW_PASSWORD)
    button(page, "Masuk").click()


def set_up(indra: Visitor) -> tuple[str, str]:
    """Indra sets the app up by the key that is written there; returns it and a recovery code."""
    page = indra.open("/account/second-factor")
    button(page, "Pasang langkah kedua").click()
    page.wait_for_function("() => document.querySelector('main img')?.naturalWidth > 100")
    sound(indra)
    shared = page.inner_text("output").replace(" ", "").replace("\n", "")
    moment = datetime.fromisoformat("2026-11-23T03:42:00+00:00")
    page.fill("[name=code]", pyotp.TOTP(shared).at(moment))
    page.fill("[name=current_password]", NEW_PASSWORD)
    button(page, "Aktifkan").click()
    expect(page.locator(".codes li")).to_have_count(10)
    sound(indra)
    return shared, page.locator(".codes li").first.inner_text()


def sign_in_with_app(visitor: Visitor, code: str) -> None:
    page = visitor.open("/sign-in")
    first_step(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Langkah kedua")
    page.fill("[name=code]", code)
    button(page, "Masuk").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page = visitor.open("/account/second-factor")
    expect(page.locator("main .badge")).to_have_text("Aktif")


def see_as(hana: Visitor, indra: Visitor) -> None:
    """Hana reads as Indra, who is told; nothing can be sent; then Hana is herself again."""
    page = hana.open("/people?q=indra")
    link(page, "Indra Kusuma").click()
    link(page, "Lihat sebagai Indra Kusuma").click()
    page.fill("[name=reason]", "Indra tidak menemukan kursusnya.")
    button(page, "Mulai melihat").click()
    banner = page.locator("aside.reading")
    expect(banner).to_contain_text("Anda melihat sebagai Indra Kusuma")
    sound(hana)
    hana.open("/courses/manajemen-proyek")
    button(page, "Ikuti kursus ini").click()
    expect(page.locator("main")).to_contain_text("hanya dapat membaca")
    banner.get_by_role("button", name="Selesai").click()
    expect(banner).to_have_count(0)
    notices = indra.open("/notices")
    expect(notices.locator("main")).to_contain_text("Indra tidak menemukan kursusnya.")


def test_a_quiz_asks_for_the_code_too_when_the_session_ended(
    visit: Callable[..., Visitor], agency: None, installation: dict[str, str]
) -> None:
    ayu = visit()
    ayu.sign_in("ayu")
    enrol(ayu)
    shared, moment = with_second_factor(installation, "ayu")
    page = start_quiz(ayu)
    ayu.context.clear_cookies(name="session")
    choose(page, 1, right_answers("kuis-akhir")[0][0])
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    page.fill("#again-identifier", "ayu")
    page.fill("#again-password", PASSWORD)
    dialog.get_by_role("button", name="Masuk").click()
    expect(page.locator("#again-code")).to_be_focused()
    page.fill("#again-code", "000000")
    dialog.get_by_role("button", name="Masuk").click()
    expect(dialog).to_contain_text("Kode tidak cocok")
    page.fill("#again-code", pyotp.TOTP(shared).at(moment))
    dialog.get_by_role("button", name="Masuk").click()
    expect(dialog).to_be_hidden()
    expect_saved(page, 1)
    look_at_the_paper(ayu, page.url)


def look_at_the_paper(eko: Visitor, address: str) -> None:
    """Who sees a quiz as somebody else, on the same device, finds it closed: nothing is kept there."""
    page = eko.open("/")
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/sign-in?*")
    eko.sign_in("eko")
    eko.open("/people?q=ayu")
    link(page, "Ayu Lestari").click()
    link(page, "Lihat sebagai Ayu Lestari").click()
    page.fill("[name=reason]", "Ayu bertanya tentang soal 1.")
    button(page, "Mulai melihat").click()
    expect(page.locator("aside.reading")).to_be_visible()
    page.goto(address)
    expect(page.locator("#soal-1 input").first).to_be_disabled()
    expect(page.locator("#soal-1 input:checked")).to_have_count(1)


def with_second_factor(environ: dict[str, str], name: str) -> tuple[str, datetime]:
    """Turn on the second factor of one of the cast; returns the app's secret and the moment."""
    app = create_app(settings(environ) | {"CLOCK_FILE": ""})
    moment = datetime.fromisoformat(Path(environ["CLOCK_FILE"]).read_text())
    with clock.frozen(moment), writing(app):
        person = db.session.scalars(select(Person).where(Person.user_name == name)).one()
        person_id = person.id
        actions.begin_enrolment(person_id=person_id)
        person.second_factor_at = moment
        nonce = db.session.get_one(SecondFactor, person_id).nonce
    with app.app_context():
        db.engine.dispose()
    secret = str(app.config["SECRET_KEY"])
    return rules.authenticator_secret(person_id, nonce, secret), moment
