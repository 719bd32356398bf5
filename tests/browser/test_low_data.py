"""The low-data mode in a real browser: no picture is fetched before it is asked for, by any hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from lms.core.db import commit
from tests.browser.steps import enrol, inside
from tests.browser.visitor import Visitor
from tests.factories.courses import photograph, publish_course

COURSE = "bergambar"
LESSON = f"/learn/{COURSE}/materi-1"
WORDS = "Petani memetik daun teh di kebun"
SHOW = re.compile(rf"^Tampilkan gambar \(\d+ KB\) {WORDS}$")
TEXT = f"Kebun teh.\n\n![{WORDS}](media/foto.jpg)\n\nSesudah gambar.\n\n![-](media/foto.jpg)"


@pytest.fixture(scope="module", autouse=True)
def _course(installation: dict[str, str]) -> None:
    """A course with photographs, in the installation."""
    with inside(installation):
        publish_course(COURSE, lesson_text=TEXT, files={"media/foto.jpg": photograph()})
        commit()


def fetched(page: Page) -> list[str]:
    """The pictures of courses that the page fetches from here on, by the names of their files."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/media/" in request.url:
            asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    return asked


def reading(visit: Callable[..., Visitor], **options: object) -> tuple[Visitor, list[str]]:
    """Ayu at the lesson in the low-data mode, and which pictures she has fetched."""
    visitor = visit(**options)
    visitor.sign_in("ayu")
    enrol(visitor, COURSE)
    page = visitor.open("/low-data")
    page.get_by_label("Hemat data: dimuat bila saya mengetuknya").check()
    page.get_by_role("button", name="Simpan pilihan").click()
    expect(page.get_by_text("Sekarang gambar ditahan")).to_be_visible()
    asked = fetched(page)
    visitor.open(LESSON)
    page.wait_for_load_state("networkidle")
    return visitor, asked


def test_a_picture_is_fetched_when_it_is_tapped_and_is_then_what_one_stands_at(
    visit: Callable[..., Visitor],
) -> None:
    visitor, asked = reading(visit)
    page = visitor.page
    show = page.get_by_role("button", name=SHOW)
    assert asked == []
    assert visitor.axe() == []
    show.click()
    picture = page.get_by_role("img", name=WORDS)
    expect(picture).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert asked == ["foto.webp"]
    expect(picture).to_have_js_property("naturalWidth", 720)
    assert visitor.axe() == []
    assert visitor.fits()
    assert visitor.errors == []


@pytest.mark.parametrize("key", ["Enter", " "])
def test_by_keyboard_it_is_a_button(visit: Callable[..., Visitor], key: str) -> None:
    visitor, _asked = reading(visit)
    show = visitor.page.get_by_role("button", name=SHOW)
    show.focus()
    visitor.page.keyboard.press(key)
    expect(visitor.page.get_by_role("img", name=WORDS)).to_be_focused()


def test_a_picture_that_does_not_come_leaves_the_button_and_says_so(
    visit: Callable[..., Visitor],
) -> None:
    visitor, _asked = reading(visit)
    page = visitor.page

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/media/**", cut)
    show = page.get_by_role("button", name=SHOW)
    show.click()
    expect(page.get_by_text("Gambar belum dapat dimuat. Coba lagi.")).to_be_visible()
    expect(show).to_be_focused()
    page.unroute("**/media/**")
    show.click()
    expect(page.get_by_role("img", name=WORDS)).to_be_visible()


def test_without_a_script_the_link_leads_to_the_picture(visit: Callable[..., Visitor]) -> None:
    visitor, asked = reading(visit, java_script_enabled=False)
    page = visitor.page
    assert asked == []
    with page.expect_response(lambda answer: "/media/" in answer.url) as answer:
        page.get_by_role("link", name=SHOW).click()
    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "image/webp"


def test_others_get_the_version_that_fits_their_screen(visit: Callable[..., Visitor]) -> None:
    phone = visit(device_scale_factor=2)
    phone.sign_in("bima")
    enrol(phone, COURSE)
    asked = fetched(phone.page)
    phone.open(LESSON)
    phone.page.wait_for_load_state("networkidle")
    assert set(asked) == {"foto.webp"}
    shown = phone.page.get_by_role("img", name=WORDS)
    assert shown.evaluate("(picture) => picture.currentSrc.endsWith('.webp')")
    assert phone.errors == []
