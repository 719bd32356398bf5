"""A course as a package: what belongs to it, and its pages in the form that is kept on a device.

What does not belong here: who may read a course (`learning`), keeping anything (`static/offline-*.js`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from flask import Response, current_app, jsonify, render_template, url_for

from lms.assessment.queries import is_portable
from lms.core.errors import Forbidden
from lms.core.markup.pictures import by_one_version
from lms.core.markup.players import by_first_source
from lms.courses.queries import CompiledActivity, CompiledRevision, media_sizes
from lms.learning.actions.marks import LONGEST_NOTE
from lms.learning.rules import LESSON, neighbours, places
from lms.sync.queries import packages as queries
from lms.sync.rules import packages as rules
from lms.sync.rules.packages import PackedFile
from lms.sync.views.blueprint import blueprint
from lms.web import layout
from lms.web.access import actor, is_reading, signed_in
from lms.web.device import owner_key
from lms.web.kept import impersonal, keepable, of_any_build
from lms.web.locale import language

MOST_KEPT = 64
"""Courses of which a process remembers sizes and hashes; one takes about 30 KB."""


@dataclass(frozen=True, slots=True)
class _Edition:
    """All that the kept pages of a course depend on."""

    revision_id: int
    compiler_version: str
    language: str
    product: str
    contact: str
    revision: CompiledRevision = field(compare=False)


@blueprint.get("/api/v1/offline/courses/<course>")
@signed_in
def package(course: str) -> Response:
    """What a learner can keep of a course: every file with its size and hash."""
    portable = queries.course_for_saving(actor().id, course)
    key = _owner_or_refuse()
    edition = _edition(portable)
    reachable = {one.key for one in portable.activities}
    files = [one for one in _files(edition) if not one.activity or one.activity in reachable]
    shown = {
        address for one in portable.activities for address in rules.media_addresses(_kept_html(one))
    }
    files = [one for one in files if one.kind == "page" or one.address in shown]
    revision = portable.revision
    return jsonify(
        owner=key,
        course=revision.course_key,
        title=revision.title,
        revision=revision.number,
        version=rules.version(files),
        modules=[{"key": one.key, "title": one.title} for one in revision.modules],
        files=[asdict(one) for one in files],
        papers=[_paper(revision, one) for one in portable.activities if _goes_along(one)],
    )


@blueprint.get("/offline/courses/<course>")
@signed_in
def course_page(course: str) -> Response:
    """The contents of a course, to be kept."""
    portable = queries.course_for_saving(actor().id, course)
    return keepable(_course_page(portable.revision))


@blueprint.get("/offline/courses/<course>/<activity>")
@signed_in
def activity_page(course: str, activity: str) -> Response:
    """An activity of a course, to be kept: a lesson's text; of others, that they need the network."""
    portable, found = queries.page_for_saving(actor().id, course, activity)
    return keepable(_activity_page(portable.revision, found))


def course_offline(course: Any) -> str:
    """Fills the slot `course.offline`: where a course is saved. `course` is the compiled revision."""
    if is_reading():
        return ""
    return render_template("sync/_panel.html", course=course)


def _goes_along(activity: CompiledActivity) -> bool:
    """Whether saving the course may begin this quiz. One with a clock is begun by itself, on its page."""
    return is_portable(activity) and not activity.settings.get("time_seconds")


def _paper(revision: CompiledRevision, quiz: CompiledActivity) -> dict[str, str]:
    address = url_for("assessment.take", course=revision.course_key, activity=quiz.key)
    return {"take": address, "activity": quiz.key, "module": quiz.module_key, "title": quiz.title}


def _owner_or_refuse() -> str:
    key = owner_key()
    if not key:
        raise Forbidden
    return key


def _edition(portable: queries.Portable) -> _Edition:
    return _Edition(
        portable.revision.id,
        portable.compiler_version,
        language(),
        layout.product_name(),
        layout.help_contact(),
        portable.revision,
    )


def _files(edition: _Edition) -> tuple[PackedFile, ...]:
    """Every file of a course's package. Kept, for the hash of a page takes the whole page; by each
    application for itself, as numbers of revisions are a database's."""
    known: Callable[[_Edition], tuple[PackedFile, ...]] = current_app.extensions.setdefault(
        "packed_files", lru_cache(maxsize=MOST_KEPT)(_all_files)
    )
    return known(edition)


def _all_files(edition: _Edition) -> tuple[PackedFile, ...]:
    revision = edition.revision
    course = revision.course_key
    head = _file(_course_page(revision), url_for("sync.course_page", course=course), "")
    files = [head, *(_page_file(revision, one) for one in revision.activities)]
    return (*files, *_media_files(revision))


def _page_file(revision: CompiledRevision, one: CompiledActivity) -> PackedFile:
    address = url_for("sync.activity_page", course=revision.course_key, activity=one.key)
    page = _activity_page(revision, one)
    return _file(page, address, one.module_key, activity=one.key, title=one.title)


def _file(page: str, address: str, module: str, **more: str) -> PackedFile:
    content = page.encode()
    digest = hashlib.sha256(content).hexdigest()
    return PackedFile(address, len(content), digest, "page", module, **more)


def _media_files(revision: CompiledRevision) -> list[PackedFile]:
    sizes = media_sizes(revision.id)
    found: dict[tuple[str, str], PackedFile] = {}
    for one in revision.activities:
        for address, sha256 in rules.media_addresses(_kept_html(one)).items():
            size, media_type = sizes[sha256]
            kind = rules.packed_kind(media_type)
            if kind is not None:
                packed = PackedFile(address, size, sha256, kind, one.module_key)
                found[(one.module_key, address)] = packed
    return list(found.values())


def _kept_html(activity: CompiledActivity) -> str:
    """A text as it is kept: with one version of each picture and sound, for a package holds no choices."""
    return by_first_source(by_one_version(activity.body_html))


def _course_page(revision: CompiledRevision) -> str:
    return of_any_build(impersonal("sync/course.html", revision=revision))


def _activity_page(revision: CompiledRevision, activity: CompiledActivity) -> str:
    before, after = neighbours(revision.activities, activity.key)
    page = impersonal(
        "sync/activity.html",
        revision=revision,
        activity=activity,
        text=_kept_html(activity),
        is_lesson=activity.kind == LESSON,
        places=places(activity.body_html) if activity.kind == LESSON else (),
        longest_note=LONGEST_NOTE,
        portable=is_portable(activity),
        before=before,
        after=after,
    )
    return of_any_build(page)
