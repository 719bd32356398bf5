"""The catalogue, a course's own page, and its media files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, send_file, url_for
from flask_babel import gettext as _

from lms.courses.forms import FilterForm
from lms.courses.queries import (
    CataloguePage,
    Filters,
    catalogue,
    course_page,
    courses_by_key,
    file_for_reading,
)
from lms.web.access import actor, signed_in
from lms.web.headers import INERT, KEEPABLE
from lms.web.slots import provider

blueprint = Blueprint("courses", __name__, template_folder="templates")

A_YEAR_S = 365 * 24 * 3600
MOST_PAGES = 10_000


@blueprint.get("/courses")
@signed_in
def index() -> str:
    """The catalogue: searched and filtered by the address."""
    form = FilterForm(request.args)
    person = actor()
    page = catalogue(person, _filters(form))
    form.offer_competencies(page.competencies)
    statuses = provider("course.status")
    ids = [course.id for course in page.courses]
    return render_template(
        "courses/catalogue.html",
        form=form,
        page=page,
        narrowed=any(request.args.get(name) for name in ("competency", "hours", "status", "sort")),
        statuses=statuses(person_id=person.id, course_ids=ids) if statuses and ids else {},
        words=_where(page),
        previous_url=_page_url(page.page - 1) if page.page > 1 else None,
        next_url=_page_url(page.page + 1) if page.page < page.pages else None,
    )


@blueprint.get("/courses/<key>")
@signed_in
def course(key: str) -> str:
    """What a course is about, before one takes it up."""
    person = actor()
    page = course_page(person, key)
    requires = page.revision.requires
    return render_template(
        "courses/course.html",
        course=page.revision,
        state=page.state,
        published_at=page.published_at,
        required=courses_by_key(person, requires),
        completed=_completed(person.id, requires),
    )


@blueprint.get("/courses/<key>/media/<sha256>/<name>")
@signed_in
def media(key: str, sha256: str, name: str) -> Response:
    """A picture, sound, film or PDF of a course, for those who may read the course."""
    file = file_for_reading(actor(), key, sha256, name)
    response = send_file(
        file.location,
        mimetype=file.media_type,
        as_attachment=not file.inline,
        download_name=file.name,
        conditional=True,
        etag=sha256,
        max_age=A_YEAR_S,
    )
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR_S}, immutable"
    response.headers["Content-Security-Policy"] = INERT
    response.headers[KEEPABLE] = "media"
    return response


def _filters(form: FilterForm) -> Filters:
    status = form.chosen("status")
    with_status = provider("catalogue.status_filter")
    only = with_status(person_id=actor().id, status=status) if status and with_status else None
    return Filters(
        text=form.search_text(),
        competency=form.competency.data or "",
        hours=form.chosen("hours"),
        sort=form.chosen("sort"),
        page=min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES),
        only=only,
    )


def _where(page: CataloguePage) -> str:
    return str(_("Halaman %(page)s dari %(pages)s", page=page.page, pages=page.pages))


def _page_url(number: int) -> str:
    kept: dict[str, Any] = {name: text for name, text in request.args.items() if text}
    return url_for("courses.index") + "?" + urlencode({**kept, "page": number})


def _completed(person_id: int, keys: tuple[str, ...]) -> dict[str, bool]:
    """Which of the courses the reader has completed, as far as anybody knows."""
    known = provider("course.prerequisites")
    if known is None or not keys:
        return {}
    return {one.key: one.completed for one in known(person_id=person_id, course_keys=keys)}
