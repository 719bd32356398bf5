"""The commands of `.venv/bin/flask …`: one table. Each module beside this holds a family of them.

Commands that report take `--json`. Exit status: 0 good, 1 findings, 2 wrong use. A module is loaded
only when one of its commands is called: the server's processes never need them.
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask

COMMANDS = {
    "content": ("content", "group", "Check and publish course folders."),
    "people": ("people", "group", "Create people."),
    "demo": ("demo", "command", "Create the demo people where DEMO=1."),
    "prepare": ("serve", "prepare", "Migrate, publish content/, create demo people where DEMO=1."),
    "serve": ("serve", "serve", "Prepare, then run the server and the worker until stopped."),
    "work": ("serve", "work", "Run the worker alone until stopped."),
    "backup": ("backup", "backup", "Copy database and files, online, into one .tar."),
    "restore": ("backup", "restore", "Bring a backup back into an empty place, and verify it."),
    "doctor": ("doctor", "doctor", "Say what is wrong with this installation."),
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
        loaded = getattr(import_module(f"lms.cli.{self._module}"), self._attribute)
        assert isinstance(loaded, click.Command)
        return loaded


def install(app: Flask) -> None:
    """Add the commands to the application."""
    for name, (module, attribute, help_line) in COMMANDS.items():
        app.cli.add_command(_OnDemand(name, module, attribute, help_line))
