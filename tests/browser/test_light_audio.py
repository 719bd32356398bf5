"""A sound made light plays in a browser and is all that is fetched, nothing of it before a tap; kept on the
device it plays without a network.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.core import jobs
from lms.courses.actions import lighten_audio
from tests.browser.saving import SAVED, open_panel
from tests.browser.steps import button, enrol, inside
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course
from tests.factories.sounds import sound

COURSE = "wawancara"
LESSON = f"/learn/{COURSE}/materi-1"
TEXT = "\n\n![Wawancara dengan pemohon](media/suara.mp3)"
LOADED = "() => document.querySelector('audio').currentTime > 0"
PLAY = "async (player) => { await player.play() }"


@pytest.fixture
def published(installation: dict[str, str]) -> None:
    """A course whose sound was made light."""
    with inside(installation):
        publish_course(COURSE, lesson_text=TEXT, audio="light", files={"media/suara.mp3": sound()})
        while jobs.run_due({"lighten-audio": lighten_audio}):
            pass


def media(page: Page) -> list[str]:
    """The names of the course's files that the page asks for from now on."""
    asked: list[str] = []

    def note(address: str) -> None:
        if f"/courses/{COURSE}/media/" in address:
            asked.append(address.rpartition("/")[2])

    page.on("request", lambda request: note(request.url))
    return asked


def play(page: Page) -> float:
    """Let the player play; how long it says that the sound is."""
    page.locator("audio").evaluate(PLAY)
    page.wait_for_function(LOADED)
    seconds: float = page.locator("audio").evaluate("(player) => player.duration")
    return seconds


@pytest.mark.usefixtures("published")
def test_the_light_sound_plays_and_nothing_is_loaded_before(visit: Callable[..., Visitor]) -> None:
    ayu = visit()
    page = ayu.sign_in("ayu")
    enrol(ayu, COURSE)
    asked = media(page)
    ayu.open(LESSON)
    page.wait_for_load_state("networkidle")
    assert asked == []
    expect(page.locator("figure.media figcaption")).to_contain_text("KB")

    assert play(page) == pytest.approx(8, abs=0.2)
    assert set(asked) == {"suara.ogg"}
    assert ayu.axe() == []


@pytest.mark.usefixtures("published")
def test_a_kept_course_plays_the_light_sound_without_a_network(phone: Visitor) -> None:
    page = phone.sign_in("ayu")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    enrol(phone, COURSE)
    phone.open(f"/learn/{COURSE}")
    open_panel(page)
    page.get_by_label("Teks, gambar, dan suara").check()
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_have_text(SAVED)

    phone.context.set_offline(True)
    phone.open(LESSON)
    assert play(page) == pytest.approx(8, abs=0.2)
