"""One person's courses, and what their supervisor says to them: praise, a reminder, a note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit
from lms.core.clock import today
from lms.core.errors import Invalid
from lms.core.words import N_
from lms.supervision.actions.messages import Words, praise, remind, write_note
from lms.supervision.forms.messages import MessageForm, new_key
from lms.supervision.policy import SUPERVISE
from lms.supervision.queries import messages, overview
from lms.supervision.queries.messages import Recipient
from lms.supervision.queries.overview import Supervised
from lms.supervision.rules.messages import KINDS, NOTE, PRAISE, REFUSALS, REMINDER, SUGGESTIONS
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.overview import status_words
from lms.web.access import actor, needs
from lms.web.intake import counting
from lms.web.locale import translated

KIND_WORDS = {
    PRAISE: (N_("Apresiasi"), "success"),
    REMINDER: (N_("Pengingat"), ""),
    NOTE: (N_("Catatan"), "info"),
}
"""What each kind of message is called, with the kind of its badge."""

SENT = {
    PRAISE: N_("Apresiasi untuk %(name)s terkirim."),
    REMINDER: N_("Pengingat untuk %(name)s terkirim."),
    NOTE: N_("Catatan untuk %(name)s terkirim."),
}

OFFERED = {PRAISE: SUGGESTIONS["praise"], REMINDER: SUGGESTIONS["remind"]}
"""Words to begin with. A note has none: it is about something."""

NONE_REFUSED: Mapping[str, MessageForm] = MappingProxyType({})


@blueprint.get("/supervision/people/<int:person_id>")
@needs(SUPERVISE)
def person(person_id: int) -> str:
    """One person's courses, and what was said to them."""
    return _page(_load(person_id))


@blueprint.post("/supervision/people/<int:person_id>/praise")
@needs(SUPERVISE)
def praise_person(person_id: int) -> Any:
    """Praise a person."""
    return _say(PRAISE, praise, person_id)


@blueprint.post("/supervision/people/<int:person_id>/reminders")
@needs(SUPERVISE)
def remind_person(person_id: int) -> Any:
    """Remind a person."""
    return _say(REMINDER, remind, person_id)


@blueprint.post("/supervision/people/<int:person_id>/notes")
@needs(SUPERVISE)
def note_to_person(person_id: int) -> Any:
    """Write a note to a person."""
    return _say(NOTE, write_note, person_id)


def _say(kind: str, action: Callable[..., Recipient], person_id: int) -> Any:
    # Loaded and logged before anything is written: what is refused is shown with the whole page.
    found = _load(person_id)
    form = _form(kind, found, sent=True)
    if form.validate():
        words = Words(form.content.data or "", form.key.data or "", form.course.data or "")
        try:
            recipient = action(person_id=person_id, words=words, actor_id=actor().id)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_said(kind, recipient), "success")
            return redirect(url_for("supervision.person", person_id=person_id), 303)
    return _page(found, {kind: form}), 422


def _load(person_id: int) -> Supervised:
    found = overview.person_for_supervising(actor(), person_id)
    audit.record_view(actor_id=actor().id, page="supervision.person", subject=("person", person_id))
    return found


def _said(kind: str, recipient: Recipient) -> str:
    text = _(SENT[kind], name=recipient.name)
    if recipient.has_mail:
        return str(text)
    return f"{text} {_('Surel tidak menjangkaunya, jadi pesan menunggu di aplikasi.')}"


def _form(kind: str, found: Supervised, *, sent: bool = False) -> MessageForm:
    if sent:
        form = MessageForm(prefix=kind)
    else:
        words = translated(OFFERED[kind]) if kind in OFFERED else ""
        data = {"content": words, "key": new_key()}
        form = MessageForm(formdata=None, data=data, prefix=kind)
    form.offer(_courses(kind, found), _("Tidak tentang kursus tertentu"))
    return form


def _courses(kind: str, found: Supervised) -> list[tuple[str, str]]:
    """What a message may be about: a reminder of no course that is completed."""
    return [
        (one.course_key or "", one.course_title or "")
        for one in found.courses
        if kind != REMINDER or one.status != "completed"
    ]


def _page(found: Supervised, refused: Mapping[str, MessageForm] = NONE_REFUSED) -> str:
    """The page; `refused` is the form that was sent and has errors, by its kind: it stays open."""
    forms = {kind: refused.get(kind) or _form(kind, found) for kind in KINDS}
    (recipient,) = messages.recipients([found.id], None)
    most = messages.most_reminders()
    return render_template(
        "supervision/person.html",
        person=found,
        statuses=status_words(),
        columns=_course_columns(),
        year=today().year,
        forms=forms,
        wrong=next(iter(refused), None),
        kinds=KIND_WORDS,
        recipient=recipient,
        most=most,
        no_reminder=_(REFUSALS[recipient.why_not], n=most) if recipient.why_not else "",
        said=messages.messages_between(actor(), found.id, _before()),
    )


def _before() -> int | None:
    return request.args.get("before", None, type=counting)


def _course_columns() -> list[dict[str, Any]]:
    labels = (
        _("Nama kursus"),
        _("Status"),
        _("Kemajuan"),
        _("Nilai"),
        _("Terakhir belajar"),
        _("Tuntas pada"),
    )
    return [{"label": label, "numeric": label == _("Nilai")} for label in labels]
