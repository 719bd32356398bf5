"""A double click on any button: the second post does nothing more than the first."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.cli.demo import PASSWORD
from lms.core.db import db
from tests.access_world import OPEN, World, build
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD

EVENT = str(uuid4())
NEW = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
UNIT = {"name": "Seksi Jembatan", "code": "dpu-seksi", "kind": "unit", "day": "2026-12-01"}
TEMPLATE = {
    **{"name": "Sertifikat kursus", "heading": "Piagam", "body": "lulus {course}"},
    **{"agency": "BPSDM", "number_pattern": "{seq}/{year}", "palette": "navy"},
}
RETURNED = {"return-reason": "Tambahkan tanggal.", "until": "2026-12-01T08:00"}
FORMS: dict[str, dict[str, str]] = {
    "/account/data/copies": {},
    "/account/data/requests/<int:request_id>/withdraw": {},
    "/account/data/requests/<kind>": {"content": "Dimutasi."},
    "/account/password": {"current_password": PASSWORD, **NEW},
    "/account/privacy": {},
    "/account/second-factor/begin": {},
    "/account/second-factor/recovery-codes": {"current_password": PASSWORD, "code": "123456"},
    "/account/second-factor/setup": {"current_password": PASSWORD, "code": "123456"},
    "/account/second-factor/turn-off": {"current_password": PASSWORD, "code": "123456"},
    "/account/sessions/<int:session_id>/end": {},
    "/account/sessions/end-others": {},
    "/account/tokens": {"name": "Laptop", "days": "30"},
    "/account/tokens/<int:token_id>/revoke": {},
    "/api/v1/courses/<key>/revisions": {},
    "/api/v1/people/imports": {},
    "/api/v1/people/imports/<int:import_id>/apply": {},
    "/api/v1/people/imports/<int:import_id>/undo": {},
    "/attempts/<uuid:uuid>/files": {},
    "/attempts/<uuid:uuid>/questions/<int:position>/report": {"content": "Kuncinya keliru."},
    "/attempts/<uuid:uuid>/take-over": {},
    "/authoring/<key>/check": {"path": "course.md", "text": ""},
    "/authoring/<key>/delete": {"path": "01-modul.md"},
    "/authoring/<key>/draft": {},
    "/authoring/<key>/files/<path:path>": {"text": "Isi.", "version": "1"},
    "/authoring/<key>/ids": {},
    "/authoring/<key>/new-file": {"title": "Modul baru", "kind": "module"},
    "/authoring/<key>/people": {"person": "eko", "role": "reviewer"},
    "/authoring/<key>/people/<int:person_id>/owner": {},
    "/authoring/<key>/people/<int:person_id>/remove": {},
    "/authoring/<key>/preview": {"path": "course.md", "text": ""},
    "/authoring/<key>/publish": {},
    "/authoring/<key>/rename": {"path": "01-modul.md", "new_path": "02-modul.md"},
    "/authoring/<key>/requests/<int:request_id>/approve": {},
    "/authoring/<key>/requests/<int:request_id>/decline": {"comment": "Belum."},
    "/authoring/<key>/requests/<int:request_id>/withdraw": {},
    "/authoring/<key>/revisions/<int:number>/draft": {},
    "/authoring/<key>/revisions/<int:number>/show": {},
    "/authoring/<key>/settings/approval": {"needed": "1"},
    "/authoring/<key>/settings/audience": {"audience": "everyone"},
    "/authoring/<key>/settings/state": {"state": "archived"},
    "/authoring/<key>/uploads": {},
    "/authoring/new": {"title": "", "key": ""},
    "/authoring/new/upload": {},
    "/courses/<key>/certificate": {"issues": "y", "template": "", "renew_window_days": "60"},
    "/courses/<key>/conduct/<activity>/accommodations": {},
    "/courses/<key>/conduct/<activity>/accommodations/<int:row_id>/delete": {},
    "/courses/<key>/conduct/<activity>/late/<uuid:uuid>": {},
    "/courses/<key>/conduct/<activity>/pause": {"reason": "Listrik padam."},
    "/courses/<key>/conduct/<activity>/resume": {},
    "/courses/<key>/conduct/<activity>/start-password": {"word": "elang"},
    "/courses/<key>/gradebook/<int:person_id>/<activity>/override": {
        "score": "82,5",
        "reason": "Ujian lisan.",
    },
    "/courses/<key>/gradebook/<int:person_id>/<activity>/withdraw": {"reason": "Keliru."},
    "/courses/<key>/marking/<activity>/<uuid:uuid>": {"points-1": "1", "finish": "1"},
    "/courses/<key>/marking/<activity>/<uuid:uuid>/change": {"points-1": "1", "reason": "Keliru."},
    "/courses/<key>/marking/<activity>/<uuid:uuid>/claim": {},
    "/courses/<key>/marking/<activity>/<uuid:uuid>/files": {"upload": "1"},
    "/courses/<key>/marking/<activity>/<uuid:uuid>/return": RETURNED,
    "/courses/<key>/marking/<activity>/announce": {},
    "/courses/<key>/marking/<activity>/next": {},
    "/courses/<key>/marking/<activity>/scheme": {
        "tolerance": "5",
        "late_percent": "10",
        "late_most": "50",
        "release": "together",
    },
    "/courses/<key>/questions/<int:question_id>/correction": {},
    "/courses/<key>/questions/<int:question_id>/correction/preview": {},
    "/courses/<key>/questions/<int:question_id>/correction/resume": {},
    "/courses/<key>/reports/<int:report_id>": {"answer": "Sudah diperbaiki."},
    "/learn/<key>/-/announcements": {"title": "Jadwal", "content": "Kelas diundur."},
    "/learn/<key>/-/announcements/<int:announcement_id>/delete": {},
    "/learn/<key>/-/dates/<activity>": {"opens_at": "2026-12-01T08:00", "closes_at": ""},
    "/learn/<key>/-/dates/<activity>/extensions": {},
    "/learn/<key>/-/dates/<activity>/extensions/<int:extension_id>/delete": {},
    "/attempts/<uuid:uuid>/answers": {"shown-1": "{}", "answer-1": "1", "finish": "1"},
    "/attempts/<uuid:uuid>/submit": {"event_id": EVENT},
    "/bookmarks/<int:bookmark_id>/delete": {},
    "/courses/<course>/enrol": {},
    "/credentials/<code>/reissue": {},
    "/credentials/batches": {"course": OPEN, "key": EVENT},
    "/credentials/certificates/<code>/reinstate": {"reason": "Keliru."},
    "/credentials/certificates/<code>/reissue": {},
    "/credentials/certificates/<code>/revoke": {"category": "mistake", "reason": "Tertukar."},
    "/credentials/templates/<int:template_id>": {**TEMPLATE, "version": "1"},
    "/credentials/templates/<int:template_id>/default": {},
    "/credentials/templates/new": {**TEMPLATE, "name": "Piagam"},
    "/credentials/templates/preview": {},
    "/credentials/claims/<int:claim_id>/edit": {},
    "/credentials/claims/<int:claim_id>/withdraw": {},
    "/credentials/claims/new/<form>": {
        **{"key": "0123456789abcdef", "title": "Coaching", "quantity": "1", "submit": "1"},
        **{"started_on": "2026-11-20", "ended_on": "2026-11-20", "content": "Kurva S."},
    },
    "/credentials/hours/people/<int:person_id>/entries/<int:entry_id>": {
        **{"seen": "200", "quantity": "0", "reason": "Keliru."},
    },
    "/credentials/rules/<form>/<scope>": {
        **{"hours": "1", "per": "session", "cap": "2", "cap_period": "month"},
        **{"valid_from": "2026-12-01", "source": "Keputusan contoh."},
    },
    "/credentials/rules/targets/<employment>": {
        **{"target": "24", "valid_from": "2027-01-01", "source": "Keputusan contoh."},
    },
    "/credentials/verification/<int:claim_id>/refuse": {
        **{"refuse-seen": "1", "refuse-reason": "Buram."},
    },
    "/credentials/verification/<int:claim_id>/verify": {"seen": "1", "quantity": "2"},
    "/forgot-password": {"identifier": "ayu"},
    "/language": {"language": "en"},
    "/learn/<course>/<activity>/attempts": {},
    "/learn/<course>/<activity>/bookmark": {"anchor": ""},
    "/learn/<course>/<activity>/done": {},
    "/learn/<course>/<activity>/not-done": {},
    "/learn/<course>/<activity>/notes": {"anchor": "", "content": "Catatan baru."},
    "/learn/<course>/<activity>/position": {"anchor": ""},
    "/learn/<course>/again": {},
    "/learn/<course>/finish": {},
    "/learn/<course>/withdraw": {},
    "/notes/<int:note_id>": {"content": "Diubah.", "version": "1"},
    "/notes/<int:note_id>/delete": {},
    "/notices/<int:notice_id>/read": {},
    "/notices/read-all": {"up_to": "1"},
    "/people/<int:person_id>/disable": {"reason": "Pindah tugas."},
    "/people/<int:person_id>/enable": {},
    "/notifications/deliveries/<int:delivery_id>/send-again": {},
    "/notifications/preferences": {
        "deadlines": "at-once",
        "course": "weekly",
        "certificates": "daily",
        "marks": "never",
        "hours": "daily",
        "authoring": "daily",
        "quiet_on": "y",
        "quiet_from": "21:00",
        "quiet_until": "05:00",
    },
    "/people/<int:person_id>/one-time-code": {},
    "/people/<int:person_id>/places/pay-grade": {"grade": "III/b", "day": "2026-11-01"},
    "/people/<int:person_id>/places/posts/<int:post_id>/end": {"day": "2026-12-01"},
    "/people/<int:person_id>/places/posts/new": {
        **{"unit": "dpu-cipta", "position": "Analis", "position_type": "functional"},
        **{"echelon": "", "valid_from": "2026-12-01"},
    },
    "/people/<int:person_id>/places/supervisors/<int:assignment_id>/end": {"day": "2026-12-01"},
    "/people/<int:person_id>/places/supervisors/new": {
        **{"person": "bima", "acting": "plt"},
        **{"valid_from": "2026-12-01", "last_day": "2026-12-31"},
    },
    "/units/<int:parent_id>/units/new": UNIT,
    "/units/<int:unit_id>/close": {"day": "2026-12-01"},
    "/units/<int:unit_id>/merge": {"unit": "dpu-cipta", "day": "2026-12-01"},
    "/units/<int:unit_id>/move": {"unit": "dinkes", "day": "2026-12-01"},
    "/units/<int:unit_id>/rename": {"name": "Bidang Jalan", "kind": "unit", "day": "2026-12-01"},
    "/units/<int:unit_id>/supervisors/<int:supervision_id>/end": {"day": "2026-12-01"},
    "/units/<int:unit_id>/supervisors/new": {
        **{"person": "bima", "acting": "", "valid_from": "2026-12-01"}
    },
    "/units/<int:unit_id>/take-back": {},
    "/units/new": {**UNIT, "code": "prov-2"},
    "/people/<int:person_id>/reading": {"reason": "Ayu bertanya."},
    "/people/<int:person_id>/roles": {
        "role": "supervisor",
        "unit": "dpu",
        "valid_from": "2026-11-23",
    },
    "/people/<int:person_id>/roles/<int:grant_id>/end": {},
    "/people/<int:person_id>/second-factor/reset": {},
    "/people/codes": {"unit": "dinkes", "who": "all", "key": EVENT},
    "/people/codes/<int:batch_id>/slips": {},
    "/reading/end": {},
    "/people/<int:person_id>/data/erasure": {
        "erase-typed_name": "ayu",
        "erase-reason": "Dimutasi.",
    },
    "/people/<int:person_id>/data/restriction": {"restrict-reason": "Sengketa."},
    "/people/<int:person_id>/data/restriction/lift": {},
    "/privacy-requests/<int:request_id>": {"verdict": "grant", "decision": "Sesuai."},
    "/people/doubles/<int:pair_id>/apart": {},
    "/people/doubles/<int:pair_id>/merge": {"kept": "1", "reason": "Ganti nomor."},
    "/people/imports": {},
    "/people/imports/<int:import_id>/apply": {},
    "/people/imports/<int:import_id>/check": {"effective_from": "2026-11-23"},
    "/people/imports/<int:import_id>/discard": {},
    "/people/imports/<int:import_id>/undo": {},
    "/reset-code": {"identifier": "ayu", "code": "ABC", **NEW},
    "/reset/<token>": NEW,
    "/settings": {"product_name": "Balai", "password_min_length": "12", "code_days": "7"},
    "/supervision/duties/new": {
        **{"key": EVENT, "course": OPEN, "reason": "Perlu.", "due_days": "30", "step": "give"},
        **{"target": "rule", "unit": "dpu-jalan", "rule_name": "Bidang jalan"},
    },
    "/supervision/duties/<int:duty_id>/end": {},
    "/supervision/duties/<int:duty_id>/people/<int:person_id>/move": {
        **{"due_on": "2027-01-31", "move_reason": "Cuti."},
    },
    "/supervision/duties/<int:duty_id>/people/<int:person_id>/unwaive": {},
    "/supervision/duties/<int:duty_id>/people/<int:person_id>/waive": {"reason": "Sudah bisa."},
    "/supervision/duties/rules/<int:rule_id>/unlist": {},
    "/supervision/duties/rules/<int:rule_id>/rename": {"name": "Semua"},
    "/sign-in": {"identifier": "ayu", "password": PASSWORD},
    "/sign-in/code": {"pending": "tidak-sah", "code": "123456"},
    "/sign-out": {},
}
"""Every address that takes a POST, with a form as its page sends it."""

ISSUES_A_CODE = "/people/<int:person_id>/one-time-code"
MAKES_A_TOKEN = "/account/tokens"
"""Both show what is stored nowhere, so a second click can only issue another one."""

BY_AUTHORS = re.compile(
    r"^/authoring|/-/|^/courses/<key>/(?:reports|conduct|gradebook|questions|marking|certificate)"
)

BY_ADMINISTRATORS = re.compile(
    r"^/people|^/settings|^/units|^/notifications/deliveries|^/privacy-requests/"
    r"|^/supervision/duties"
    r"|^/credentials/(?:batches|certificates|hours|rules|templates|verification)"
)

ANSWERS = {
    "/units/<int:parent_id>/units/new": (302, 422),
    "/units/<int:unit_id>/close": (422, 422),
    "/units/<int:unit_id>/merge": (302, 422),
    "/units/<int:unit_id>/take-back": (409, 409),
    "/units/new": (302, 422),
    "/account/password": (302, 400),
    "/account/second-factor/recovery-codes": (409, 409),
    "/account/second-factor/setup": (409, 409),
    "/account/second-factor/turn-off": (409, 409),
    "/people/codes": (422, 422),
    "/people/codes/<int:batch_id>/slips": (404, 404),
    "/sign-in/code": (422, 422),
    "/credentials/batches": (422, 422),
    "/credentials/templates/new": (303, 422),
    "/credentials/templates/preview": (422, 422),
    "/learn/<course>/finish": (409, 409),
    "/reset-code": (422, 422),
    "/reset/<token>": (404, 404),
    "/api/v1/courses/<key>/revisions": (401, 401),
    "/api/v1/people/imports": (401, 401),
    "/api/v1/people/imports/<int:import_id>/apply": (401, 401),
    "/api/v1/people/imports/<int:import_id>/undo": (401, 401),
    "/authoring/<key>/check": (422, 422),
    "/authoring/<key>/people": (422, 422),
    "/authoring/<key>/preview": (422, 422),
    "/authoring/<key>/publish": (422, 422),
    "/authoring/<key>/requests/<int:request_id>/approve": (404, 404),
    "/authoring/<key>/requests/<int:request_id>/decline": (404, 404),
    "/authoring/<key>/requests/<int:request_id>/withdraw": (404, 404),
    "/authoring/<key>/uploads": (422, 422),
    "/authoring/new": (422, 422),
    "/authoring/new/upload": (422, 422),
    "/courses/<key>/conduct/<activity>/accommodations": (422, 422),
    "/courses/<key>/conduct/<activity>/accommodations/<int:row_id>/delete": (404, 404),
    "/courses/<key>/conduct/<activity>/late/<uuid:uuid>": (409, 409),
    "/courses/<key>/marking/<activity>/<uuid:uuid>/change": (404, 404),
    "/courses/<key>/marking/<activity>/<uuid:uuid>/files": (422, 422),
    "/courses/<key>/questions/<int:question_id>/correction": (422, 422),
    "/courses/<key>/questions/<int:question_id>/correction/preview": (422, 422),
    "/courses/<key>/reports/<int:report_id>": (404, 404),
    "/learn/<key>/-/dates/<activity>/extensions": (422, 422),
    "/people/doubles/<int:pair_id>/merge": (422, 422),
    "/people/imports": (422, 422),
    "/people/imports/<int:import_id>/apply": (404, 404),
    "/people/imports/<int:import_id>/check": (404, 404),
    "/people/imports/<int:import_id>/discard": (404, 404),
    "/people/imports/<int:import_id>/undo": (404, 404),
}
"""What is answered where it isn't twice the same success."""


def click(client: Client, address: str, rule: str, token: str) -> int:
    """Send the form of a page that carries the token; returns the answer's status."""
    if rule.endswith("/position"):
        headers = {"X-CSRF-Token": token}
        return client.post(address, json=FORMS[rule], headers=headers).status_code
    return client.post(address, data={"csrf_token": token, **FORMS[rule]}).status_code


def who_sends(rule: str) -> str:
    """Who has the page with the button."""
    if BY_ADMINISTRATORS.search(rule):
        return "eko"
    return "bima" if BY_AUTHORS.search(rule) else "ayu"


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return build(app, cast)


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has. What was done is recorded as often as it was done."""
    with app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
            if table.name not in {"audit_entry", "access_log", "throttle_count"}
        }


@pytest.mark.parametrize("rule", sorted(set(FORMS) - {ISSUES_A_CODE, MAKES_A_TOKEN}))
def test_a_second_click_adds_nothing(app: Flask, client: Client, world: World, rule: str) -> None:
    client.sign_in(who_sends(rule))
    address, token = world.address(rule, "ayu", OPEN), client.csrf()
    first = click(client, address, rule, token)
    once = rows(app)
    second = click(client, address, rule, token)
    assert rows(app) == once
    assert (first, second) == ANSWERS.get(rule, (first, first))
    assert rule in ANSWERS or first < 400


def test_of_two_codes_only_the_one_on_the_page_opens_the_account(
    app: Flask, client: Client, world: World
) -> None:
    client.sign_in("eko")
    address = world.address(ISSUES_A_CODE, "ayu", OPEN)
    pages = [client.form_post(address).text for _ in range(2)]
    codes = [re.findall(r"\b[A-HJ-KM-NP-Z2-9]{5}-?[A-HJ-KM-NP-Z2-9]{5}\b", page) for page in pages]
    assert codes[0] != codes[1]
    visitor = client.application.test_client()
    assert isinstance(visitor, Client)
    for (code,), status in zip(codes, (422, 302), strict=True):
        answer = visitor.form_post("/reset-code", {"identifier": "ayu", "code": code, **NEW})
        assert answer.status_code == status


def test_a_second_click_on_the_way_in_is_no_error(client: Client) -> None:
    form = {"csrf_token": client.csrf(), "identifier": "ayu", "password": PASSWORD}
    for _ in range(2):
        answer = client.post("/sign-in", data={**form, "next": "/courses"})
        assert answer.status_code == 302
    assert answer.headers["Location"] == "/courses"
    assert client.get("/courses").status_code == 200


def test_no_form_is_left_out(app: Flask) -> None:
    assert set(FORMS) == {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
