"""`flask supervision rebuild`: the exit status says whether figures differed from the facts."""

from __future__ import annotations

import json

from tests.cast import NAMES, Cast
from tests.cli.conftest import Command


def test_a_rebuild_tells_what_differed_and_then_nothing_does(flask: Command, cast: Cast) -> None:
    looked = flask("supervision", "rebuild", "--check", "--json")
    assert looked.exit_code == 1
    assert json.loads(looked.stdout)["people"] == len(NAMES)
    assert flask("supervision", "rebuild").exit_code == 1
    again = flask("supervision", "rebuild", "--check")
    assert (again.exit_code, again.stdout) == (0, "Semua angka sama dengan catatannya.\n")
