"""The shell's menus are one for all who stand alike, so nothing but the standing may decide on them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from lms import panels
from lms.accounts.policy import ROLES
from tests.cast import Cast
from tests.client import Client

ENTRIES = (*panels.MAIN_MENU, *panels.ACCOUNT_MENU)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_entries_ask_for_nothing_but_the_standing(app: Flask, role: str | None) -> None:
    stranger = standing_alone(role)
    with app.app_context():
        shown = [entry for entry in ENTRIES if entry.shown_to(stranger)]
        badges = [entry.badge(stranger) for entry in shown if entry.badge]
    assert {entry.endpoint for entry in shown} >= {"home.index", "accounts.index"}
    assert badges == [2]


def test_who_stands_otherwise_sees_another_menu_at_the_same_page(
    client: Client, cast: Cast
) -> None:
    seen = {name: menu_of(client, name) for name in ("ayu", "fajar", "eko", "citra")}
    assert seen["ayu"] == seen["fajar"]
    assert "Pegawai dan unit" in seen["eko"]
    assert "Pegawai dan unit" not in seen["ayu"]
    assert "Pemantauan" in seen["citra"]
    assert "Pemantauan" not in seen["ayu"]


def test_the_menu_is_in_the_language_of_who_reads(client: Client, cast: Cast) -> None:
    assert "Kursus" in menu_of(client, "ayu")
    client.form_post("/language", {"language": "en", "next": "/courses"})
    page = client.get("/courses").get_data(as_text=True)
    assert ">Courses</a>" in page
    assert ">Kursus</a>" not in page


def standing_alone(role: str | None) -> Any:
    """Somebody of whom nothing is known but the standing."""
    grant = SimpleNamespace(
        id=1, role=role, unit_id=1, valid_from=date(2020, 1, 1), valid_until=None
    )
    return SimpleNamespace(
        role_grants=[grant] if role else [], has_reports=False, figures={"unread": 2}
    )


def menu_of(client: Client, user_name: str) -> str:
    """The main menu as somebody sees it at the catalogue."""
    client.sign_in(user_name)
    page = client.get("/courses").get_data(as_text=True)
    return page.partition('id="site-nav"')[2].partition("</nav>")[0]
