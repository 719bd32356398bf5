"""Addresses that are remembered are those that the library builds."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from lms.web.links import address, addresses


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("courses.index", {}),
        ("learning.activity", {"course": "manajemen-proyek", "activity": "asas"}),
        ("learning.note", {"note_id": 7}),
        ("learning.activity", {"course": "a b/c", "activity": "é"}),
        ("courses.index", {"q": "layanan & aduan", "page": 2}),
        ("courses.index", {"page": None}),
        ("learning.activity", {"course": "x", "activity": "y", "_anchor": "p-3"}),
        ("courses.index", {"_external": True}),
    ],
)
def test_an_address_is_what_the_library_gives_the_first_time_and_again(
    app: Flask, endpoint: str, values: dict[str, object]
) -> None:
    with app.test_request_context("/courses"):
        wanted = url_for(endpoint, **values)  # type: ignore[arg-type]
        assert [address(endpoint, **values), address(endpoint, **values)] == [wanted, wanted]


def test_addresses_lie_below_the_path_that_the_installation_has(app: Flask) -> None:
    with app.test_request_context("/courses"):
        assert addresses(["courses.index"]) == ["/courses"]
    with app.test_request_context("/courses", environ_overrides={"SCRIPT_NAME": "/lms"}):
        assert addresses(["courses.index"]) == ["/lms/courses"]
        assert address("learning.note", note_id=7) == url_for("learning.note", note_id=7)


def test_a_number_and_the_same_digits_are_two_values(app: Flask) -> None:
    with app.test_request_context("/courses"):
        assert address("courses.index", q=True) == url_for("courses.index", q=True)
        assert address("courses.index", q=1) == url_for("courses.index", q=1)
