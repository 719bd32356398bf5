"""Tokens for programs: shown once, theirs alone, over when revoked, late, or the account is shut."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from lms.accounts import actions, queries
from lms.accounts.models import ApiToken
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing


def _make(app: Flask, person_id: int, days: int = 30) -> tuple[int, str]:
    with writing(app):
        token, secret = actions.create_token(person_id=person_id, name="Laptop", days=days)
        return token.id, secret


def _holder(app: Flask, secret: str) -> str | None:
    with app.app_context():
        person = queries.person_by_api_token(secret)
        return person.user_name if person else None


def test_a_token_stands_for_its_owner_with_the_roles_granted(app: Flask, cast: Cast) -> None:
    _, secret = _make(app, cast.bima.id)
    with app.app_context():
        person = queries.person_by_api_token(secret)
        assert person is not None
        assert person.user_name == "bima"
        assert [grant.role for grant in person.role_grants] == ["instructor"]
    assert _holder(app, secret + "x") is None
    assert _holder(app, "") is None


def test_only_the_hash_is_stored(app: Flask, cast: Cast) -> None:
    _, secret = _make(app, cast.bima.id)
    with app.app_context():
        row = db.session.query(ApiToken).one()
        assert secret not in {str(value) for value in vars(row).values()}


def test_a_token_ends_when_its_time_is_over(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = _make(app, cast.bima.id, days=30)
    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr("lms.accounts.queries.tokens.now", lambda: later)
    assert _holder(app, secret) is None


def test_a_shut_account_s_tokens_stay_dead_when_it_is_opened_again(app: Flask, cast: Cast) -> None:
    _, secret = _make(app, cast.bima.id)
    with writing(app):
        actions.disable_person(person_id=cast.bima.id, actor_id=None)
    assert _holder(app, secret) is None
    with writing(app):
        actions.enable_person(person_id=cast.bima.id, actor_id=None)
    assert _holder(app, secret) is None


def test_nobody_has_more_than_twenty(app: Flask, cast: Cast) -> None:
    for _ in range(20):
        _make(app, cast.bima.id)
    with pytest.raises(Conflict):
        _make(app, cast.bima.id)


def test_nobody_revokes_another_person_s_token(app: Flask, cast: Cast) -> None:
    token_id, secret = _make(app, cast.bima.id)
    with pytest.raises(NotFound), writing(app):
        actions.revoke_token(person_id=cast.ayu.id, token_id=token_id)
    assert _holder(app, secret) == "bima"


def test_the_page_makes_a_token_shows_it_once_and_revokes_it(client: Client, app: Flask) -> None:
    client.sign_in("bima")
    shown = client.form_post("/account/tokens", {"name": "Server git", "days": "90"})
    assert shown.headers["Cache-Control"] == "no-store"
    found = re.search(r"ruang_[\w-]{43}", shown.text)
    assert found is not None
    listed = client.get("/account/tokens").text
    assert "Server git" in listed
    assert found[0] not in listed
    assert _holder(app, found[0]) == "bima"

    with app.app_context():
        token_id = db.session.query(ApiToken.id).scalar()
    client.form_post(f"/account/tokens/{token_id}/revoke")
    assert _holder(app, found[0]) is None
    assert "Server git" not in client.get("/account/tokens").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "days": "90"}, "Kolom ini harus diisi."),
        ({"name": "   ", "days": "90"}, "Kolom ini harus diisi."),
        ({"name": "Laptop", "days": "4000"}, "Pilihan ini tidak tersedia."),
    ],
)
def test_a_bad_form_says_why_and_makes_nothing(
    client: Client, app: Flask, form: dict[str, str], words: str
) -> None:
    client.sign_in("bima")
    answer = client.form_post("/account/tokens", form)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.query(ApiToken).count() == 0
