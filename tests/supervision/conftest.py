"""What tests of duties and of tables as files begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.core.db import begin_unit, commit
from lms.supervision.actions import figures
from lms.supervision.actions.exports import making
from tests.cast import Cast
from tests.factories.accounts import new_person
from tests.factories.courses import publish_course


@pytest.fixture
def course(app: Flask) -> None:
    """A published course of two lessons and a quiz, for everyone."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus")


@pytest.fixture
def unit(app: Flask, cast: Cast) -> int:
    """Citra's unit, with a dozen people more; no table is small enough to be answered at once."""
    app.config["EXPORT_AT_ONCE"] = 5
    for number in range(12):
        new_person(app, f"pegawai{number:02}", unit_id=cast.units["dpu-jalan"])
    with app.app_context():
        begin_unit(may_write=True)
        figures.rebuild()
        commit()
    return cast.units["dpu-jalan"]


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step reads four rows."""
    monkeypatch.setattr(making, "AT_ONCE", 4)
