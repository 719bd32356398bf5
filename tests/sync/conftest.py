"""Fixtures of the packages' tests: Ayu in a course with a picture and a sound in its lessons."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.core.db import begin_unit
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import png, publish_course
from tests.factories.learning import committed, enrolled

MEDIA = {"media/gambar.png": png(), "media/suara.mp3": b"ID3" + bytes(400)}
PLAYED = "![Gambar](media/gambar.png)\n\n![Suara](media/suara.mp3)\n\n> Transkrip: Isi suara.\n\n"


@pytest.fixture
def ayu(app: Flask, client: Client, cast: Cast) -> Client:
    """Ayu's browser, signed in and enrolled in `kursus`."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(practice=True, lesson_text=PLAYED, files=MEDIA)
        enrolled(cast.ayu.id)
        committed()
    return client.sign_in("ayu")
