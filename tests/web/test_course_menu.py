"""The menu of a course's workspace marks where one is, on every page that has it."""

from __future__ import annotations

import re

from flask import Flask

from tests.access_world import OPEN, build
from tests.cast import Cast
from tests.client import Client

MENU = re.compile(r'<nav class="workspace-menu".*?</nav>', re.S)


def test_every_page_with_the_menu_marks_one_entry(app: Flask, client: Client, cast: Cast) -> None:
    world = build(app, cast)
    client.sign_in("bima")
    marked: dict[str, list[str]] = {}
    for rule in app.url_map.iter_rules():
        if "<key>" not in rule.rule or "GET" not in (rule.methods or ()):
            continue
        with client.get(world.address(rule.rule, "ayu", OPEN)) as response:
            is_page = response.mimetype == "text/html"
            menu = MENU.search(response.get_data(as_text=True)) if is_page else None
        if menu is not None:
            marked[rule.endpoint] = re.findall(r'aria-current="page">([^<]*)<', menu[0])
    assert [endpoint for endpoint, labels in marked.items() if len(labels) != 1] == []
    assert marked["assessment.conduct_quiz"] == ["Pelaksanaan kuis"]
    assert marked["authoring.file"] == ["Naskah"]
    assert len(marked) >= 15


def test_a_refused_form_marks_the_entry_of_its_page(app: Flask, client: Client, cast: Cast) -> None:
    build(app, cast)
    client.sign_in("bima")
    refused = client.form_post(f"/courses/{OPEN}/conduct/kuis/pause", {"reason": ""})
    menu = MENU.search(refused.get_data(as_text=True))
    assert refused.status_code == 422
    assert menu is not None
    assert re.findall(r'aria-current="page">([^<]*)<', menu[0]) == ["Pelaksanaan kuis"]
