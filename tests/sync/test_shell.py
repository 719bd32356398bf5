"""What makes the site an app, and whose the copies on a device are."""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from pathlib import Path

from flask import Flask
from PIL import Image

from lms.sync.views.shell import FILES, ICONS, PAGES
from lms.web.assets import JOINED, SOURCE
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import publish_course
from tests.factories.learning import committed, enrolled

OWNER = "X-Offline-Owner"
LONGEST_WORKER = 400
IMPORTED = re.compile(r"(?:from|import|import\()\s*'(\.{1,2}/[a-z/-]+\.js)'")
NAMED = re.compile(r"/static/(?:[0-9a-f]+|current)/([^\"#]+)")
JSON = {"Accept": "application/json"}
KEPT = tuple(f"/offline/courses/kursus{name}" for name in ("", "/materi-1", "/latihan"))


def test_the_manifest_names_pictures_that_are_what_it_says(app: Flask, client: Client) -> None:
    page = client.get("/").text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    told = manifest.json
    assert told is not None
    assert (told["display"], told["start_url"], told["scope"]) == ("standalone", "/", "/")
    assert [one["name"] for one in told["shortcuts"]] == ["Lanjutkan belajar", "Di perangkat ini"]
    assert len(told["icons"]) == len(ICONS)
    for icon in told["icons"]:
        with client.get(icon["src"]) as answer:
            picture = Image.open(BytesIO(answer.get_data()))
        assert icon["sizes"] == "{}x{}".format(*picture.size)
        if icon["purpose"] == "maskable":
            assert picture.mode == "P"
            assert "transparency" not in picture.info, "a phone cuts it to its own shape"


def test_the_shortcut_leads_to_where_one_stopped(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("ayu")
    assert client.get("/continue").location == "/"
    with app.app_context():
        publish_course()
        enrolled(cast.ayu.id)
        committed()
    assert client.get("/continue").location == "/learn/kursus/materi-1"


def test_the_worker_is_of_this_build_and_asked_for_once_an_hour(app: Flask, client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert app.config["BUILD"] in answer.text.splitlines()[0]
    assert len((SOURCE / "worker.js").read_text().splitlines()) < LONGEST_WORKER


def test_the_shell_holds_all_that_its_pages_and_those_of_packages_need(
    app: Flask, client: Client, cast: Cast
) -> None:
    with app.app_context():
        publish_course(practice=True)
        enrolled(cast.ayu.id)
        committed()
    client.sign_in("ayu")
    used = {name for address in (*PAGES, *KEPT) for name in NAMED.findall(client.get(address).text)}
    taken = client.form_post("/learn/kursus/latihan/paper", headers=JSON).json
    used |= set(NAMED.findall(client.get((taken or {})["paper"]).text))
    todo = list(used)
    while todo:
        fresh = imported(todo.pop()) - used
        todo += fresh
        used |= fresh
    images = {name for name in used if Path(name).suffix == ".png"}
    assert used - images <= set(FILES)
    assert set(FILES) <= used | {"icons.svg"}


def imported(name: str) -> set[str]:
    """The modules that a script names, below the folder of static files."""
    if not name.endswith(".js"):
        return set()
    if name in JOINED:
        return set()  # its parts import nothing
    found = IMPORTED.findall((SOURCE / name).read_text())
    return {posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in found}


def test_pages_tell_whose_the_device_is_and_a_sign_out_that_it_is_nobodys(client: Client) -> None:
    assert OWNER not in client.get("/").headers
    client.sign_in("ayu")
    key = client.get("/").headers[OWNER]
    assert client.get("/account").headers[OWNER] == key
    left = client.form_post("/sign-out", {"waiting": "nothing"})
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(left.location).headers[OWNER] == "nobody"
    assert OWNER not in client.get("/sign-in").headers, "a session may have ended by itself"


def test_what_waits_on_the_device_outlasts_the_sign_out(client: Client) -> None:
    client.sign_in("ayu")
    left = client.form_post("/sign-out", {"waiting": "something"})
    assert left.headers["Clear-Site-Data"] == '"cache"'


def test_who_looks_at_somebodys_pages_keeps_nothing_of_theirs(
    app: Flask, client: Client, cast: Cast
) -> None:
    with app.app_context():
        publish_course()
        enrolled(cast.ayu.id)
        committed()
    client.sign_in("eko")
    client.form_post(f"/people/{cast.ayu.id}/reading", {"reason": "Ayu melihat halaman kosong."})
    page = client.get("/learn/kursus")
    assert page.status_code == 200
    assert page.headers[OWNER] == "reading"
    assert "Simpan untuk offline" not in page.text
    assert client.get("/api/v1/offline/courses/kursus").status_code == 403
