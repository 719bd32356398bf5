"""The commands of `.venv/bin/flask …`: one table. Each module beside this holds a family of them.

Commands that report take `--json`. Exit status: 0 good, 1 findings, 2 wrong use. A module is loaded
only when one of its commands is called: the server's processes never need them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.local import LocalProxy

from lms.core.db import db

COMMANDS = {
    "db": ("flask_migrate.cli", "db", "Migrate the database."),
    "content": ("lms.cli.content", "group", "Check, publish, take in and give back courses."),
    "assessment": ("lms.cli.assessment", "group", "Analyse the questions of tests."),
    "credentials": (
        "lms.cli.credentials",
        "group",
        "Verify certificates, look after the keys that sign them, list hours.",
    ),
    "audit": ("lms.cli.audit", "group", "Verify the trail of who did and saw what."),
    "people": ("lms.cli.people", "group", "Take people in, let them in, and make them findable."),
    "push": ("lms.cli.push", "group", "Let devices be told of notices."),
    "supervision": (
        "lms.cli.supervision",
        "group",
        "Make the figures of units again from the facts.",
    ),
    "privacy": (
        "lms.cli.privacy",
        "group",
        "Copy, restrict or erase what is held of a person.",
    ),
    "demo": ("lms.cli.demo", "command", "Create the demo people where DEMO=1."),
    "prepare": (
        "lms.cli.serve",
        "prepare",
        "Migrate, publish content/, create demo people where DEMO=1.",
    ),
    "serve": (
        "lms.cli.serve",
        "serve",
        "Prepare, then run the server and the worker until stopped.",
    ),
    "work": ("lms.cli.serve", "work", "Run the worker alone until stopped."),
    "backup": ("lms.cli.backup", "backup", "Copy database and files, online, into one .tar."),
    "restore": (
        "lms.cli.backup",
        "restore",
        "Bring a backup back into an empty place, and verify it.",
    ),
    "doctor": ("lms.cli.doctor", "doctor", "Say what is wrong with this installation."),
}
"""Name → module, object in it, and the line that `flask --help` shows."""


class _OnDemand(click.Command):
    """Stands for a command until it is called."""

    def __init__(self, name: str, module: str, attribute: str, help_line: str) -> None:
        super().__init__(name, short_help=help_line, help=help_line, add_help_option=False)
        self._module, self._attribute = module, attribute

    def make_context(self, *args: object, **kwargs: object) -> click.Context:
        return self._load().make_context(*args, **kwargs)  # type: ignore[arg-type]

    def invoke(self, ctx: click.Context) -> object:
        return self._load().invoke(ctx)

    def _load(self) -> click.Command:
        loaded = getattr(import_module(self._module), self._attribute)
        assert isinstance(loaded, click.Command)
        return loaded


MIGRATIONS = Path(__file__).parents[2] / "migrations"


def install(app: Flask) -> None:
    """Add the commands to the application."""
    app.extensions["migrate"] = LocalProxy(cache(lambda: _migrations(app)))
    for name, (module, attribute, help_line) in COMMANDS.items():
        app.cli.add_command(_OnDemand(name, module, attribute, help_line))


def _migrations(app: Flask) -> Any:
    """What `flask db …` works with, imported when it is asked for: it brings 11 MB."""
    from flask_migrate import Migrate

    other = Flask(app.name)
    # As a batch: SQLite changes a table by rebuilding it.
    Migrate(other, db, directory=str(MIGRATIONS), render_as_batch=True)
    return other.extensions["migrate"]
