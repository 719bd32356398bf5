"""Every page in every state that can be reached: nothing for axe, no two buttons that are heard alike and
do different things, no sideways scrolling, no error in the console, one heading, a title; on a phone and on
a desk, light and dark, and with the largest letters on the narrowest screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.places import PLACES, Place
from tests.browser.visitor import Visitor
from tests.tools import server

NARROW, PHONE, DESK = 320, 360, 1280
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS: tuple[tuple[Literal["light", "dark"], int, tuple[str, ...]], ...] = (
    ("light", PHONE, ()),
    ("dark", PHONE, COLOURS),
    ("light", DESK, COLOURS),
    ("dark", DESK, ()),
)
"""Scheme, width, and axe's rules (none named: all). A scheme changes colours and nothing else."""


@pytest.fixture(scope="module")
def homeless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A server whose database doesn't answer."""
    nowhere = f"postgresql+psycopg://lms@127.0.0.1:{server.free_port()}/lms"
    environ = server.environment(tmp_path_factory.mktemp("homeless"), nowhere)
    with server.running(environ, workers=1) as running:
        yield running


def reach(visitor: Visitor, place: Place, found: dict[str, str]) -> None:
    """Meet a place in its state."""
    visitor.page.set_viewport_size({"width": PHONE, "height": 800})
    path = place.path.format(**found)
    if place.fields is None:
        visitor.open(path)
    else:
        visitor.send(path, place.fields, place.upload)
    for part in place.press:
        visitor.page.locator(part).first.click()


def complaints(visitor: Visitor) -> list[str]:
    """What is wrong with the page at each width and in each scheme."""
    wrong = [f"heard alike: {found}" for found in visitor.alike()]
    for scheme, width, rules in LOOKS:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.set_viewport_size({"width": width, "height": 800})
        where = f"{scheme} {width}: "
        wrong += [where + finding for finding in visitor.axe(*rules)]
        if not visitor.fits():
            wrong.append(where + "scrolls sideways")
    visitor.wear("largest wide")
    visitor.page.set_viewport_size({"width": NARROW, "height": 800})
    if not visitor.fits():
        wrong.append(f"largest letters {NARROW}: scrolls sideways")
    visitor.wear("")
    return wrong


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_the_page_is_sound(
    reader: Callable[[str], Visitor], found: dict[str, str], place: Place
) -> None:
    visitor = reader(place.who)
    reach(visitor, place, found)
    page = visitor.page
    assert visitor.status == place.status
    assert place.words in page.inner_text("body"), "the state was not reached"
    assert page.locator("h1").count() == 1
    assert re.fullmatch(r"\S.* · Ruang Belajar ASN", page.title())
    assert page.locator("html").get_attribute("lang") == "id"
    wrong = complaints(visitor) + visitor.errors
    assert not wrong, "\n".join(wrong)


def test_a_courses_menu_is_one_row_on_a_phone_and_shows_where_one_is(
    reader: Callable[[str], Visitor],
) -> None:
    page = reader("bima").open("/authoring/ubah/settings")
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.reload()
    menu = page.locator(".workspace-menu")
    expect(menu.locator("[aria-current]")).to_be_in_viewport(ratio=0.9)
    expect(menu.get_by_role("link", name="Naskah")).not_to_be_in_viewport()
    menu.get_by_role("link", name="Naskah").focus()
    expect(menu.get_by_role("link", name="Naskah")).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("path", ["/sign-in", "/forgot-password"])
def test_the_page_that_says_the_database_is_away_is_sound(
    browser: Browser, homeless: server.Server, path: str
) -> None:
    with browser.new_context(reduced_motion="reduce") as context:
        visitor = Visitor(context, homeless.url)
        page = visitor.send(path, {"identifier": "ayu", "password": "apa saja"})
        assert visitor.status == 503
        assert page.inner_text("h1") == "Layanan sedang sibuk"
        assert complaints(visitor) == []


def test_what_is_wrong_is_seen(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("/")
    page.evaluate("""() => {
      document.querySelector('main .lead').style.color = '#999';
      const picture = document.createElement('img');
      picture.style.minWidth = '1000px';
      const button = () => document.createElement('button');
      const buttons = [1, 2].map(() => Object.assign(button(), {textContent: 'Ubah'}));
    document.querySelector('main').append(picture, ...buttons);
    }""")
    assert [finding.partition(" <")[0] for finding in complaints(visitor)] == [
        'heard alike: 2 × button "Ubah"',
        f"light {PHONE}: color-contrast:",
        f"light {PHONE}: image-alt:",
        f"light {PHONE}: scrolls sideways",
        f"dark {PHONE}: scrolls sideways",
        f"light {DESK}: color-contrast:",
        f"dark {DESK}: image-alt:",
        f"largest letters {NARROW}: scrolls sideways",
    ]
