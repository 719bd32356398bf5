"""A real browser against real servers: one installation a test file, with the course in `content/`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from config import settings
from lms import schedule
from lms.app import create_app
from lms.core import clock, jobs
from lms.core.db import db
from tests.browser import world
from tests.browser.places import VISITOR
from tests.browser.visitor import Visitor
from tests.tools import chromium, server

MOMENT = "2026-11-23T03:42:00+00:00"

OUT_OF_SIGHT = "Object.defineProperty(document, 'hidden', { get: () => true })"
"""Pages that show what is under way look again by themselves while somebody sees them, but not in the
midst of a test."""

# How long a busy machine may take says nothing of a page.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file share an installation, so they run one after the other in one process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation, migrated, content published, the cast created; only copied."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "now").write_text(MOMENT)
    server.flask(server.environment(folder, CLOCK_FILE=str(folder / "now")), "prepare")
    return folder


@pytest.fixture(scope="module")
def installation(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a fresh installation on a clock that stands still; its worker has just started."""
    schedule._last.clear()
    schedule._reached.clear()
    folder = tmp_path_factory.mktemp("browser") / "data"
    shutil.copytree(prepared, folder, symlinks=True)
    return server.environment(folder, CLOCK_FILE=str(folder / "now"))


@pytest.fixture(scope="module")
def host(installation: dict[str, str]) -> Iterator[server.Server]:
    """The server of that installation."""
    with server.running(installation, workers=1) as running:
        yield running


@pytest.fixture
def work_off(installation: dict[str, str]) -> Callable[[], None]:
    """What the worker of that installation does on demand."""
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})

    def once() -> None:
        with clock.frozen(moment), app.app_context():
            jobs.run_due(schedule.JOBS)
            db.engine.dispose()

    return once


@pytest.fixture
def data(installation: dict[str, str]) -> Any:
    """The database of the installation."""
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with app.app_context():
        yield db.session
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.ensure(), args=list(chromium.ARGUMENTS)
        )
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, host: server.Server) -> Iterator[Callable[..., Visitor]]:
    """Open a browser of one's own: `visit(width=360, color_scheme="dark", java_script_enabled=False)`;
    it has the site's worker only with `service_workers="allow"`."""
    contexts: list[BrowserContext] = []

    def new(width: int = 360, height: int = 800, **options: Any) -> Visitor:
        options.setdefault("service_workers", "block")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return Visitor(context, host.url)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def phone(visit: Callable[..., Visitor]) -> Visitor:
    """A phone with the site's worker."""
    return visit(service_workers="allow")


@pytest.fixture(scope="module")
def found(installation: dict[str, str]) -> dict[str, str]:
    """The world of the places, made in the installation; what stands in their addresses."""
    return world.build(installation)


@pytest.fixture(scope="module")
def reader(
    browser: Browser, found: dict[str, str], host: server.Server
) -> Iterator[Callable[[str], Visitor]]:
    """The browser of a person of the world, signed in at first use; also a visitor's."""
    known: dict[str, Visitor] = {}

    def of(who: str) -> Visitor:
        if who not in known:
            # Without movement a change of scheme is there at once, for axe to see.
            context = browser.new_context(reduced_motion="reduce", service_workers="block")
            context.add_init_script(OUT_OF_SIGHT)
            known[who] = Visitor(context, host.url)
            if who != VISITOR:
                known[who].sign_in(who)
        known[who].errors.clear()
        return known[who]

    yield of
    for visitor in known.values():
        visitor.context.close()
