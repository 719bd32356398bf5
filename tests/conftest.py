"""Fixtures: an application on a fresh migrated database, the cast, a frozen clock, a signing-in client.

`TEST_DATABASE=postgresql` runs the tests that have a database on PostgreSQL. It is copied from a template
that is migrated once in a session, so each test has its own for a few milliseconds.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade

from config import settings
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_unit, db
from tests.cast import Cast, make_cast
from tests.client import Client
from tests.tools import built, memory, postgres

MOMENT = datetime(2026, 11, 23, 3, 42, tzinfo=UTC)
"""The frozen moment of the tests: 23 November 2026, 10.42 WIB."""

if memory.folder():
    # Where pytest makes its temporary folders; read when the first one is asked for.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory.folder()))

# The same examples each time, and no verdict on speed: the suite shares two cores with servers.
hypothesis.settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")

built.share_addresses()
built.serve_static_lazily()
built.remember_rendered()
built.remember_right_passwords()

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"

DATABASE_FIXTURES = {"template", "database_url"}
"""Who has a database asks for one of these, if only through another fixture."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests run last: Playwright keeps an event loop running in its process, and signing a PDF
    needs one of its own. On PostgreSQL only what has a database runs: the rest was tested on SQLite.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if not ON_POSTGRESQL:
        return
    without = [item for item in items if DATABASE_FIXTURES.isdisjoint(item.fixturenames)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if not DATABASE_FIXTURES.isdisjoint(item.fixturenames)]


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the collector needn't go through it again and again."""
    gc.collect()
    gc.freeze()


def app_settings(folder: Path, database_url: str = "") -> dict[str, object]:
    """Settings for an application of its own in a folder."""
    built.link_static(folder)
    environ = {"DATA_DIR": str(folder), "SECRET_KEY": "only-for-tests", "DEMO": "1"}
    if database_url:
        environ["DATABASE_URL"] = database_url
    return settings(environ) | {"TESTING": True}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database with the cast in it: a file, or the cluster that holds `template_lms`."""
    folder = tmp_path_factory.mktemp("template")
    if not ON_POSTGRESQL:
        with clock.frozen(MOMENT):
            _fill(create_app(app_settings(folder)))
        yield str(folder / "lms.db")
        return
    with postgres.server() as cluster:
        postgres.execute(cluster, "CREATE DATABASE template_lms")
        with clock.frozen(MOMENT):
            _fill(create_app(app_settings(folder, postgres.database(cluster, "template_lms"))))
        yield cluster


def _fill(app: Flask) -> None:
    with app.app_context():
        upgrade()
        begin_unit(may_write=True)
        make_cast()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database_url(template: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of its own, filled with the cast."""
    if not ON_POSTGRESQL:
        shutil.copy(template, tmp_path / "lms.db")
        yield f"sqlite:///{tmp_path / 'lms.db'}"
        return
    name = f"t{uuid4().hex}"
    postgres.copy(template, "template_lms", name)
    yield postgres.database(template, name)
    postgres.execute(template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def compiled_templates() -> built.CompiledTemplates:
    """Templates compiled by an earlier test."""
    return built.CompiledTemplates()


@pytest.fixture
def app(
    database_url: str, tmp_path: Path, compiled_templates: built.CompiledTemplates
) -> Iterator[Flask]:
    """An application whose database holds the cast and nothing else."""
    application = create_app(app_settings(tmp_path, database_url))
    application.jinja_env.bytecode_cache = compiled_templates
    with application.app_context():
        built.share_statements(db.engine)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def moment() -> Iterator[datetime]:
    """The clock stands still in every test."""
    with clock.frozen(MOMENT):
        yield MOMENT


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An application context that may write: for tests of actions and queries."""
    with app.app_context():
        begin_unit(may_write=True)
        yield


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the tests, by name."""
    return Cast(app)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without JavaScript: signs in, and sends forms with the session's token."""
    app.test_client_class = Client
    return app.test_client()  # type: ignore[return-value]
