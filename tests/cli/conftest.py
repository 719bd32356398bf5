"""Commands run in the process of the test, as a shell would run them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from lms.core.db import begin_unit

Command = Callable[..., Result]


@pytest.fixture
def flask(app: Flask) -> Command:
    """`flask("doctor", "--json")`: the finished command, with `exit_code`, `stdout` and `stderr`.

    A fault inside fails the test instead of becoming exit status 1.
    """
    return lambda *arguments, **options: command(app, *arguments, **options)


def command(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    """Run a command of an application; `typed` is what its user answers."""
    begin_unit(may_write=True)
    result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
