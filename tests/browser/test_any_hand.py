"""Pages of each kind for every hand and eye: zoomed, with text set wider, without movement, in the colours
of the device, by keyboard under bars that stay in place; and what changes by itself is told.

What does not belong here: what every page is held to (`test_every_page`).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.steps import COURSE, SAVED, UNSENT, enrol, start_quiz
from tests.browser.visitor import Visitor
from tests.browser.world.names import FIRST_LESSONS, PROJECT
from tests.tools import server

LESSON = f"/learn/{PROJECT}/{FIRST_LESSONS[0]}"
KINDS = [
    ("visitor", "/sign-in"),
    ("visitor", "/display"),
    ("siti", "/"),
    ("ayu", "/courses"),
    ("ayu", LESSON),
    ("ayu", "/attempts/{paper}"),
    ("ayu", "/attempts/{failed}"),
    ("ayu", "/notices"),
    ("siti", "/attempts/{kinds_paper}"),
    ("citra", "/supervision"),
    ("dewi", "/supervision/units/{unit}"),
    ("bima", "/courses/ragam/gradebook"),
    ("bima", "/authoring/ubah/settings"),
    ("eko", "/people"),
]
"""A door, a form, cards, a lesson, papers, a result, a list, tables, figures, a course's workspace."""

HALF_A_DESK = 640
"""What is left of 1280 px at 200 %."""

# WCAG 1.4.12; by a sheet of the document's own, which the content security policy lets scripts make.
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""

# Elements with a text of their own that is cut off; what only screen readers hear is meant to be.
_CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
  const unheard = '.visually-hidden, .phone-hidden, [popover], select';
  const isText = ({nodeType, data}) => nodeType === Node.TEXT_NODE && data.trim();
  if (![...one.childNodes].some(isText) || one.closest(unheard) || !one.checkVisibility()) return false;
  const {overflowX, overflowY} = getComputedStyle(one);
  const cuts = way => ['hidden', 'clip'].includes(way);
  return (cuts(overflowX) && one.scrollWidth > one.clientWidth + 1)
    || (cuts(overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 120))"""

_MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const {animationName, transitionDuration, scrollBehavior} = getComputedStyle(one);
  return animationName !== 'none' || parseFloat(transitionDuration) > 0 || scrollBehavior === 'smooth';
}).length + document.getAnimations().length"""

# What is marked by its ground or shadow alone is gone where the device decides on colours.
_UNMARKED = """() => {
  const marked = document.querySelectorAll('a[aria-current], [aria-pressed=true], .button');
  return [...marked].filter(one => {
    const style = getComputedStyle(one);
    const hasEdge = style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) > 0;
    const hasRing = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const isBold = style.fontWeight >= 600 && !one.matches('.button');
    return one.checkVisibility() && !hasEdge && !hasRing && !isBold;
  }).map(one => one.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def at(
    reader: Callable[[str], Visitor], found: dict[str, str]
) -> Callable[[tuple[str, str]], Visitor]:
    """A person at a page of the world."""

    def open_it(kind: tuple[str, str]) -> Visitor:
        who, path = kind
        visitor = reader(who)
        visitor.page.emulate_media(color_scheme="light", forced_colors="none")
        visitor.open(path.format(**found))
        assert visitor.status == 200
        return visitor

    return open_it


def loses(visitor: Visitor) -> list[str]:
    """What the page loses as it is shown now."""
    cut: list[str] = visitor.page.evaluate(_CUT)
    return cut if visitor.fits() else ["scrolls sideways", *cut]


@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
def test_nothing_is_lost_when_zoomed_or_set_wider(
    at: Callable[[tuple[str, str]], Visitor], kind: tuple[str, str]
) -> None:
    visitor = at(kind)
    wrong: dict[str, list[str]] = {}
    for name, width, look in (
        ("narrow", 320, ""),
        ("zoomed to 200 %", HALF_A_DESK, ""),
        ("zoomed, with the largest letters", HALF_A_DESK, "largest wide"),
        ("a tablet with the largest letters", 768, "largest wide"),
        ("a desk with the largest letters", 1280, "largest wide"),
    ):
        visitor.page.set_viewport_size({"width": width, "height": 512})
        visitor.wear(look)
        wrong[name] = loses(visitor)
    visitor.wear("")
    visitor.page.set_viewport_size({"width": 360, "height": 800})
    visitor.page.evaluate(_SPACED)
    wrong["spaced text"] = loses(visitor)
    assert {name: lost for name, lost in wrong.items() if lost} == {}


@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
def test_the_devices_colours_and_wish_for_rest_are_kept(
    at: Callable[[tuple[str, str]], Visitor], kind: tuple[str, str]
) -> None:
    visitor = at(kind)
    assert visitor.page.evaluate(_MOVING) == 0
    visitor.page.emulate_media(forced_colors="active")
    assert visitor.page.evaluate(_UNMARKED) == []


def test_movement_is_seen_where_it_is_welcome(browser: Browser, host: server.Server) -> None:
    with browser.new_context(service_workers="block") as context:
        visitor = Visitor(context, host.url)
        assert visitor.open("/sign-in").evaluate(_MOVING) > 0


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "kind",
    [
        ("ayu", LESSON),
        ("ayu", "/attempts/{paper}"),
        ("citra", "/supervision"),
        ("bima", "/courses/ragam/gradebook"),
    ],
    ids=" ".join,
)
def test_no_bar_covers_where_the_focus_is(
    at: Callable[[tuple[str, str]], Visitor], kind: tuple[str, str], width: int
) -> None:
    visitor = at(kind)
    visitor.page.set_viewport_size({"width": width, "height": 600})
    assert visitor.stops_that_hide() == []
    assert visitor.stops_that_hide(backwards=True) == []


def test_what_became_of_an_answer_is_told(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.sign_in("citra")
    enrol(visitor)
    page = start_quiz(visitor, f"/learn/{COURSE}/latihan-1")
    told = page.get_by_role("group").filter(has=page.locator("input[type=radio]")).first
    told.get_by_role("radio").first.check()
    expect(told.get_by_role("status")).to_have_text(SAVED)
    visitor.context.set_offline(True)
    told.get_by_role("radio").last.check()
    expect(told.get_by_role("status")).to_have_text(UNSENT)
