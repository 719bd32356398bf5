"""The same pages for those who read English: they answer, say their language, and fit a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.places import PLACES, VISITOR
from tests.browser.visitor import Visitor

READERS = sorted({place.who for place in PLACES})


@pytest.fixture
def english(reader: Callable[[str], Visitor]) -> Callable[[str], Visitor]:
    """The browser of a person who has chosen English."""

    def of(who: str) -> Visitor:
        visitor = reader(who)
        visitor.page.set_viewport_size({"width": 360, "height": 800})
        visitor.open("/privacy")
        visitor.page.get_by_role("button", name="English").click()
        visitor.page.wait_for_selector("html[lang=en]")
        return visitor

    return of


@pytest.mark.parametrize("who", READERS)
def test_every_page_speaks_english_and_fits(
    english: Callable[[str], Visitor], found: dict[str, str], who: str
) -> None:
    visitor = english(who)
    wrong = []
    for place in PLACES:
        if place.who != who or place.fields is not None:
            continue
        page = visitor.open(place.path.format(**found))
        said = page.locator("html").get_attribute("lang"), page.locator("h1").count()
        if visitor.status != place.status or said != ("en", 1) or not visitor.fits():
            wrong.append(f"{place}: {visitor.status} {said} fits: {visitor.fits()}")
    assert wrong + visitor.errors == []


def test_a_visitor_can_go_back_to_indonesian(english: Callable[[str], Visitor]) -> None:
    page = english(VISITOR).page
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.wait_for_selector("html[lang=id]")
    assert page.url.endswith("/privacy")
