"""What tests of duties begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.core.db import begin_unit
from tests.factories.courses import publish_course


@pytest.fixture
def course(app: Flask) -> None:
    """A published course of two lessons and a quiz, for everyone."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus")
