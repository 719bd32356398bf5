"""The picture of the README shows the home of a learner in the middle of a course as it is today.

Where the page looks different the picture is made anew, to be looked at and committed.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import expect

from tests.browser.steps import COURSE, button, enrol, go_on
from tests.browser.visitor import Visitor

PICTURE = Path(__file__).parents[2] / "docs" / "screenshots" / "home.png"
SIZE = (1280, 800)
LESSONS_READ = 4
GRID = (64, 40)
VISIBLE = 24
"""By how much, of 255, the brightness of one cell of the grid has to differ."""


def looks_like(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures look the same from arm's length."""
    if one.size != other.size:
        return False
    coarse = [image.convert("L").resize(GRID, Image.Resampling.BOX) for image in (one, other)]
    return max(ImageChops.difference(*coarse).tobytes()) < VISIBLE


def test_the_readme_shows_the_home_of_a_learner_as_it_is(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=SIZE[0], height=SIZE[1], reduced_motion="reduce")
    visitor.sign_in("ayu")
    button(visitor.page, "Saya sudah membaca").click()
    page = enrol(visitor)
    page.locator("main .actions a").first.click()
    page.wait_for_url(f"**/learn/{COURSE}/*")
    read = 0
    while read < LESSONS_READ:
        read += go_on(page)
    visitor.open("/")
    expect(page.locator("main .card .button")).to_contain_text("Lanjutkan: ")
    taken = Image.open(BytesIO(page.screenshot()))
    known = PICTURE.exists() and looks_like(taken, Image.open(PICTURE))
    if not known:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        taken.convert("RGB").quantize(128).save(PICTURE, optimize=True)
    assert known, (
        "the home page looks different: its picture was made anew, look at it and commit it"
    )
