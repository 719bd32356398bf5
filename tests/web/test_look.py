"""The look of pages: how it is stored, whose counts, and that no page of before is taken for today's."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import actions, queries
from lms.web.look import COOKIE, LINES, SCHEME, TEXT, Look, read
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing

LARGE = {"text": "large", "lines": "wide", "scheme": "dark"}
USUAL = {"text": "normal", "lines": "normal", "scheme": "device"}
LOOKS = st.builds(Look, *(st.sampled_from(names) for names in (TEXT, LINES, SCHEME)))


@given(LOOKS)
def test_a_look_is_read_as_it_was_stored(look: Look) -> None:
    assert read(str(look)) == look


@given(st.text(max_size=40))
def test_whatever_a_cookie_says_is_some_look(stored: str) -> None:
    assert read(str(read(stored))) == read(stored)


def test_what_isnt_known_is_left_out() -> None:
    assert read("huge.wide.normal.<script>") == Look(lines="wide")


def test_the_usual_look_stores_and_says_nothing(client: Client) -> None:
    assert str(Look()) == ""
    page = client.get("/sign-in").text
    assert "data-look" not in page
    assert page.count('name="theme-color"') == 2


def test_a_visitors_choice_is_kept_on_the_device(client: Client) -> None:
    answer = client.form_post("/display", LARGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/display")
    page = client.get("/sign-in").text
    assert 'data-look="large wide dark"' in page
    assert '<meta name="color-scheme" content="dark">' in page
    assert page.count('name="theme-color"') == 1


def test_the_page_shows_what_was_chosen(client: Client) -> None:
    client.form_post("/display", LARGE)
    page = client.get("/display").text
    for value in LARGE.values():
        assert f'checked id="{_id(value)}"' in page


def _id(value: str) -> str:
    places = {"large": "text-1", "wide": "lines-1", "dark": "scheme-2"}
    return places[value]


@pytest.mark.parametrize("changed", [{"text": "huge"}, {"lines": ""}])
def test_what_cant_be_chosen_is_refused(client: Client, changed: dict[str, str]) -> None:
    answer = client.form_post("/display", LARGE | changed)
    assert answer.status_code == 422
    assert "Ada isian yang perlu diperbaiki" in answer.text
    assert COOKIE not in answer.headers.get("Set-Cookie", "")


def test_a_persons_choice_is_kept_for_every_device_and_the_device_follows(
    client: Client, app: Flask
) -> None:
    client.sign_in("ayu")
    client.form_post("/display", LARGE)
    other: Client = app.test_client()  # type: ignore[assignment]
    other.sign_in("ayu")
    assert 'data-look="large wide dark"' in other.get("/account").text
    kept = other.get_cookie(COOKIE)
    assert kept is not None
    assert kept.value == "large.wide.dark"
    assert not kept.http_only, "kept pages read it"
    other.form_post("/display", USUAL)
    assert other.get_cookie(COOKIE) is None
    assert "data-look" not in client.get("/account").text
    assert client.get_cookie(COOKIE) is None


def test_who_chose_on_the_device_before_signing_in_keeps_it(client: Client, app: Flask) -> None:
    client.form_post("/display", LARGE)
    client.sign_in("ayu")
    assert 'data-look="large wide dark"' in client.get("/account").text
    other: Client = app.test_client()  # type: ignore[assignment]
    other.sign_in("ayu")
    assert "data-look" not in other.get("/account").text


def test_the_device_of_who_reads_as_somebody_stays_as_it_is(
    client: Client, app: Flask, cast: Cast
) -> None:
    with writing(app):
        queries.person(cast.ayu.id).look = "largest"
    client.sign_in("eko")
    client.form_post(f"/people/{cast.ayu.id}/reading", {"reason": "Ayu minta bantuan."})
    assert 'data-look="largest"' in client.get("/courses").text
    assert client.get_cookie(COOKIE) is None


@pytest.mark.parametrize("path", ["/", "/courses", "/account"])
def test_a_page_of_another_look_is_no_unchanged_page(client: Client, path: str) -> None:
    client.sign_in("ayu")
    mark = {"If-None-Match": client.get(path).headers["ETag"]}
    assert client.get(path, headers=mark).status_code == 304
    client.form_post("/display", LARGE)
    client.get("/account/sessions")  # which says that it was saved
    assert client.get(path, headers=mark).status_code == 200


def test_erasing_somebody_forgets_their_look(app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.set_look(person_id=cast.ayu.id, look="largest")
    with writing(app):
        actions.pseudonymise(person_id=cast.ayu.id, name="Pegawai terhapus")
    with app.app_context():
        assert queries.person(cast.ayu.id).look is None
