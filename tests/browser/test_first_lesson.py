"""What a browser loads for a first lesson is what the budget counts, and no more than it allows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Request

from lms.cli.demo import PASSWORD
from tests.bench import visitor as bench
from tests.browser.steps import COURSE, enrol
from tests.browser.visitor import Visitor
from tests.tools import server

LESSON = f"/learn/{COURSE}/kebutuhan-proyek"
MOST_REQUESTS = 8


def test_a_first_lesson_loads_what_the_budget_counts(
    visit: Callable[..., Visitor], host: server.Server
) -> None:
    ayu = visit()
    ayu.sign_in("ayu")
    enrol(ayu)
    fresh = visit(storage_state=ayu.context.storage_state())
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(urlsplit(request.url).path)

    fresh.page.on("request", note)
    fresh.open(LESSON)
    fresh.page.wait_for_load_state("networkidle")
    with bench.Visitor(host) as counted:
        counted.sign_in("ayu", PASSWORD)
        page = counted.get(LESSON, **{"Accept-Encoding": "identity"}).body.decode()
        assert sorted(asked) == sorted([LESSON, *counted.assets_of(page)])
    assert len(asked) <= MOST_REQUESTS
