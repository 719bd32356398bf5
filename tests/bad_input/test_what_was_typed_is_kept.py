"""A form that is refused comes back with what was typed, the message beside the field and tied to it,
and a summary that leads there. Passwords alone are typed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from flask import Flask

from lms.cli.demo import PASSWORD
from tests.access_world import OPEN, World, build
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD

TYPED = "Ketikan <b>saya</b> & \"kutipan\" 'lain' \U0001f600"
KEY = "3f1f9b0e-5f0c-4b57-9a4e-2f6f3f1f9b0e"
LONG = TYPED + "x" * 6000


@dataclass(frozen=True)
class Refusal:
    """A form sent wrongly: where it stands, the field the message belongs to, what stays typed."""

    sent_to: str
    fields: Mapping[str, str]
    wrong: str
    kept: tuple[str, ...] = ()


REFUSALS = {
    "no password": Refusal("/sign-in", {"identifier": TYPED}, "password", ("identifier",)),
    "a name too long": Refusal("/sign-in", {"identifier": LONG, "password": "x"}, "identifier"),
    "nobody named": Refusal("/forgot-password", {"identifier": ""}, "identifier"),
    "a name too long for a link": Refusal(
        "/forgot-password", {"identifier": LONG}, "identifier", ("identifier",)
    ),
    "a wrong code": Refusal(
        "/reset-code",
        {"identifier": "ayu", "code": TYPED[:30], "password": "x", "repeated": "x"},
        "code",
        ("identifier", "code"),
    ),
    "two passwords": Refusal(
        "/reset-code",
        {"identifier": TYPED, "code": "ABC", "password": NEW_PASSWORD, "repeated": "lain"},
        "repeated",
        ("identifier", "code"),
    ),
    "a wrong old password": Refusal(
        "/account/password",
        {"current_password": "keliru", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
        "current_password",
    ),
    "a new password too short": Refusal(
        "/account/password",
        {"current_password": PASSWORD, "password": "pendek", "repeated": "pendek"},
        "password",
    ),
    "an empty note": Refusal(
        "/learn/<course>/<activity>/notes", {"anchor": "", "content": " "}, "content"
    ),
    "a note too long": Refusal(
        "/learn/<course>/<activity>/notes", {"anchor": "", "content": LONG}, "content", ("content",)
    ),
    "a note at no place": Refusal(
        "/learn/<course>/<activity>/notes",
        {"anchor": "hilang", "content": TYPED},
        "anchor",
        ("content",),
    ),
    "a note emptied": Refusal("/notes/<int:note_id>", {"content": "", "version": "1"}, "content"),
    "a note grown too long": Refusal(
        "/notes/<int:note_id>", {"content": LONG, "version": "1"}, "content", ("content",)
    ),
    "a role that ends before it begins": Refusal(
        "/people/<int:person_id>/roles",
        {
            "role": "supervisor",
            "unit": "dpu",
            "valid_from": "2026-11-23",
            "last_day": "2026-11-01",
        },
        "last_day",
        ("unit", "valid_from", "last_day"),
    ),
    "a role in no unit": Refusal(
        "/people/<int:person_id>/roles",
        {"role": "supervisor", "unit": TYPED, "valid_from": "2026-11-23"},
        "unit",
        ("unit",),
    ),
    "no reason to see somebody's pages": Refusal(
        "/people/<int:person_id>/reading", {"reason": " "}, "reason"
    ),
    "codes for no unit": Refusal("/people/codes", {"unit": TYPED, "key": KEY}, "unit", ("unit",)),
    "praise too long": Refusal(
        "/supervision/people/<int:person_id>/praise",
        {"praise-content": LONG, "praise-key": KEY},
        "praise-content",
        ("praise-content", "praise-key"),
    ),
    "a reminder to many too long": Refusal(
        "/supervision/reminders/new",
        {"content": LONG, "key": KEY},
        "content",
        ("content", "key"),
    ),
    "a setting out of bounds": Refusal(
        "/settings",
        {
            "product_name": TYPED,
            "password_min_length": "7",
            "code_days": "14",
            "reminders_a_week": "2",
        },
        "password_min_length",
        ("product_name", "password_min_length"),
    ),
}

BY_ADMINISTRATORS = ("/people", "/settings")
VISITORS = ("/sign-in", "/forgot-password", "/reset-code")


class Page(HTMLParser):
    """The elements of a page by id, the values of its fields by name, and the summary's links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.by_id: dict[str, dict[str, str]] = {}
        self.fields: dict[str, dict[str, str]] = {}
        self.values: dict[str, str] = {}
        self.summary_links: list[str] = []
        self._in_summary = False
        self._area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.by_id[found["id"]] = found
        if tag in {"input", "textarea", "select"} and "name" in found:
            self.fields[found["name"]] = found
            self.values[found["name"]] = found.get("value", "")
            self._area = found["name"] if tag == "textarea" else None
        if found.get("role") == "alert":
            self._in_summary = True
        if tag == "a" and self._in_summary:
            self.summary_links.append(found["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "ul":
            self._in_summary = False

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            # A browser drops the line break that begins a long field's text.
            started = self.values[self._area] != ""
            self.values[self._area] += data if started else data.lstrip("\r\n")


def who_sends(address: str) -> str:
    """Who has the page with the form."""
    if address.startswith("/supervision"):
        return "citra"
    return "eko" if address.startswith(BY_ADMINISTRATORS) else "ayu"


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return build(app, cast)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(
    client: Client, world: World, name: str
) -> None:
    refusal = REFUSALS[name]
    if refusal.sent_to not in VISITORS:
        client.sign_in(who_sends(refusal.sent_to))
    answer = client.form_post(world.address(refusal.sent_to, "ayu", OPEN), dict(refusal.fields))
    assert answer.status_code == 422
    page = Page(answer.text)
    wrong = page.fields[refusal.wrong]
    assert wrong["aria-invalid"] == "true"
    assert f"{wrong['id']}-error" in wrong["aria-describedby"].split()
    assert f"{wrong['id']}-error" in page.by_id
    assert page.summary_links == [f"#{wrong['id']}"]
    for field in refusal.kept:
        assert page.values[field] == refusal.fields[field]
    assert NEW_PASSWORD not in answer.text
    assert PASSWORD not in answer.text


def test_a_wrong_name_or_password_is_told_without_saying_which(client: Client) -> None:
    answer = client.form_post("/sign-in", {"identifier": TYPED, "password": "keliru"})
    assert answer.status_code == 422
    assert Page(answer.text).values["identifier"] == TYPED
    assert "Nama pengguna atau kata sandi tidak cocok" in answer.text


@pytest.mark.parametrize("address", ["/courses", "/people", "/supervision"])
def test_what_was_searched_for_stays_in_its_field(client: Client, address: str) -> None:
    client.sign_in("citra" if address == "/supervision" else "eko")
    answer = client.get(address, query_string={"q": TYPED})
    assert answer.status_code == 200
    assert Page(answer.text).values["q"] == TYPED


def test_a_search_too_long_is_said_to_be(client: Client) -> None:
    client.sign_in("eko")
    page = Page(client.get("/people", query_string={"q": "x" * 101}).text)
    assert page.values["q"] == "x" * 101
    assert page.fields["q"]["aria-invalid"] == "true"
