"""The review of a draft, publishing it, and deciding on requests to do so.

What does not belong here: what the review consists of (reviewing), older revisions (history).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms.authoring.actions.publishing import (
    DraftChanged,
    approve,
    ask_to_publish,
    choose_audio,
    decline,
    publish_draft,
    withdraw,
    write_ids,
)
from lms.authoring.forms.publishing import ApproveForm, AudioForm, DeclineForm, PublishForm
from lms.authoring.queries.differences import learners_done
from lms.authoring.queries.drafts import draft_of
from lms.authoring.queries.history import Request, latest_request
from lms.authoring.queries.people import members_of_course
from lms.authoring.rules.changes import NAMES
from lms.authoring.views.blueprint import blueprint
from lms.authoring.views.reviewing import review_of
from lms.courses.actions import BrokenFolder
from lms.courses.policy import CREATE_COURSES
from lms.courses.queries import Workspace, course_for_editing, course_for_reviewing
from lms.courses.source import Finding
from lms.web.access import actor, needs
from lms.web.locale import translated


@blueprint.get("/authoring/<key>/review")
@needs(CREATE_COURSES)
def review(key: str) -> Any:
    """What publishing the draft would change."""
    return _page(course_for_reviewing(actor(), key))


@blueprint.post("/authoring/<key>/publish")
@needs(CREATE_COURSES)
def publish(key: str) -> Any:
    """Publish the draft as it was reviewed; where somebody else must agree, ask them."""
    course = course_for_editing(actor(), key)
    form = PublishForm()
    if not form.validate():
        return _page(course, form=form), 422
    try:
        done = _publish_or_ask(course, form)
    except DraftChanged as changed:
        return _page(course, form=form, changed=changed), 409
    except BrokenFolder as broken:
        return _page(course, form=form, problems=broken.findings), 422
    flash(done, "success")
    return _to_review(key)


@blueprint.post("/authoring/<key>/ids")
@needs(CREATE_COURSES)
def propose_ids(key: str) -> Response:
    """Write the ids that the source lacks into the draft."""
    course = course_for_editing(actor(), key)
    written = write_ids(course_id=course.id, actor_id=actor().id)
    flash(_("%(n)s id ditulis ke naskah.", n=written), "success")
    return _to_review(key)


@blueprint.post("/authoring/<key>/audio")
@needs(CREATE_COURSES)
def audio(key: str) -> Any:
    """Let learners get the course's sounds made light, or as they were handed in."""
    course = course_for_editing(actor(), key)
    form = AudioForm()
    if not form.validate():
        flash(_("Pilih “Ringankan audio” atau “Pakai audio asli”."), "danger")
        return _page(course), 422
    choose_audio(course_id=course.id, audio=form.audio.data, actor_id=actor().id)
    flash(_("Pilihan audio ditulis ke naskah dan berlaku setelah terbit."), "success")
    return _to_review(key)


@blueprint.post("/authoring/<key>/requests/<int:request_id>/approve")
@needs(CREATE_COURSES)
def approve_request(key: str, request_id: int) -> Any:
    """Publish what somebody else asked for."""
    course = course_for_reviewing(actor(), key)
    form = ApproveForm()
    if not form.validate():
        return _page(course, approve_form=form), 422
    try:
        result = approve(
            course_id=course.id,
            request_id=request_id,
            comment=(form.comment.data or "").strip(),
            actor_id=actor().id,
        )
    except BrokenFolder as broken:
        return _page(course, problems=broken.findings), 422
    except DraftChanged as changed:
        return _page(course, changed=changed), 409
    flash(_("Disetujui. Revisi %(number)s terbit.", number=result.revision_number), "success")
    return _to_review(key)


@blueprint.post("/authoring/<key>/requests/<int:request_id>/decline")
@needs(CREATE_COURSES)
def decline_request(key: str, request_id: int) -> Any:
    """Send a request back."""
    course = course_for_reviewing(actor(), key)
    form = DeclineForm()
    if not form.validate():
        return _page(course, decline_form=form), 422
    decline(
        course_id=course.id,
        request_id=request_id,
        comment=form.comment.data.strip(),
        actor_id=actor().id,
    )
    flash(_("Dikembalikan kepada pengusul dengan tanggapan Anda."), "success")
    return _to_review(key)


@blueprint.post("/authoring/<key>/requests/<int:request_id>/withdraw")
@needs(CREATE_COURSES)
def withdraw_request(key: str, request_id: int) -> Response:
    """Take a request back."""
    course = course_for_editing(actor(), key)
    withdraw(course_id=course.id, request_id=request_id, actor_id=actor().id)
    flash(_("Permintaan ditarik."), "success")
    return _to_review(key)


def _publish_or_ask(course: Workspace, form: PublishForm) -> str:
    """Do what the course wants, and say what was done."""
    wanted: dict[str, Any] = {
        "course_id": course.id,
        "reviewed": form.reviewed.data,
        "note": form.note.data.strip(),
        "material": form.material.data or (),
        "actor_id": actor().id,
    }
    if course.needs_approval:
        ask_to_publish(**wanted)
        return str(_("Permintaan terkirim. Anda diberi tahu begitu diputuskan."))
    result = publish_draft(**wanted)
    if not result.changed:
        return str(_("Tidak ada yang berubah: peserta sudah melihat isi ini."))
    return str(_("Revisi %(number)s terbit.", number=result.revision_number))


def _page(
    course: Workspace,
    *,
    form: PublishForm | None = None,
    approve_form: ApproveForm | None = None,
    decline_form: DeclineForm | None = None,
    changed: DraftChanged | None = None,
    problems: Sequence[Finding] = (),
) -> str:
    draft = draft_of(course.id)
    shown: dict[str, Any] = {}
    if draft is not None:
        found = review_of(course, draft.id, problems)
        keys = found.changes.changed_keys if found.changes else ()
        request = latest_request(course.id)
        if form is None:
            form = PublishForm(formdata=None, data={"note": _first_note(found.is_first)})
            form.material.data = list(request.material) if request else []
        shown = {
            "review": found,
            "names": NAMES,
            "touched": learners_done(course.id, keys) if keys else {},
            "asked": request,
            "is_own": _is_own(request),
            "is_outdated": request is not None and request.source_hash != found.source_hash,
            "others": _others(course),
            "base_number": draft.base_number,
            "form": form,
            "approve_form": approve_form or ApproveForm(formdata=None),
            "decline_form": decline_form or DeclineForm(formdata=None),
        }
    return render_template(
        "authoring/review.html",
        course=course,
        changed=translated(changed.message) if changed else None,
        **shown,
    )


def _first_note(is_first: bool) -> str:
    return _("Terbitan pertama.") if is_first else ""


def _is_own(request: Request | None) -> bool:
    return request is not None and request.asked_by_id == actor().id


def _others(course: Workspace) -> list[str]:
    """Who may approve what the reader asks for, administrators aside."""
    if not course.needs_approval:
        return []
    return [
        member.name
        for member in members_of_course(course.id)
        if member.teaches and member.id != actor().id
    ]


def _to_review(key: str) -> Response:
    return redirect(url_for("authoring.review", key=key), 303)  # type: ignore[return-value]
