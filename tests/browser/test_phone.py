"""A smaller run of the phone of `make faults`: tabs crash, browser and server are killed, the worker is
stopped and replaced, and nothing stays behind after signing out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.faults.outbox.phone import TROUBLES, phone
from tests.faults.scenarios import installation


def test_a_phone_on_which_everything_dies_loses_nothing(
    browser: Browser, database_url: str, tmp_path: Path
) -> None:
    with installation(tmp_path, database_url) as app:
        counts = phone(app, tmp_path, browser.browser_type, answers=30)
    assert counts["made"] >= 30
    assert all(counts[what] == 1 for what in TROUBLES)
    assert counts["workers replaced"] == 1
    assert counts["scores"] == 1
