"""People whom e-mail doesn't reach: a short text for each, to copy into a message.

What does not belong here: what their notices say: who reminds them needn't know.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext as _

from lms.core import audit
from lms.notifications import policy, queries
from lms.notifications.queries import Unreached
from lms.notifications.rules import TOPICS
from lms.notifications.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.intake import counting
from lms.web.layout import product_name, site_address
from lms.web.locale import in_language, translated

WHATSAPP = "https://wa.me/"
"""Opens WhatsApp with a text and lets the sender choose to whom; no number is needed or kept."""


@blueprint.get("/notifications/without-mail")
@needs(policy.REMIND)
def without_mail() -> str:
    """The people the reader may remind whom no e-mail reaches; every look is logged."""
    page = queries.people_without_mail(actor(), request.args.get("after", None, type=counting))
    audit.record_view(actor_id=actor().id, page="without-mail", subject=("people", "list"))
    reminders = [(person, reminder(person)) for person in page.people]
    return render_template(
        "notifications/without_mail.html",
        reminders=[(person, text, whatsapp(text)) for person, text in reminders],
        next_after=page.next_after,
        after=request.args.get("after"),
    )


def reminder(person: Unreached) -> str:
    """A text for one person, in their language: the name, how much waits of what, where to read it;
    no scores, no titles, no number."""
    with in_language(person.locale):
        waiting = ", ".join(
            f"{translated(topic.title)} ({person.waiting[name]})"
            for name, topic in TOPICS.items()
            if person.waiting.get(name)
        )
        return str(
            _(
                "Yth. %(name)s, ada pemberitahuan yang belum Anda baca di %(product)s: %(waiting)s."
                " Silakan masuk dan membacanya: %(address)s",
                name=person.name,
                product=product_name(),
                waiting=waiting,
                address=f"{site_address()}/notices",
            )
        )


def whatsapp(text: str) -> str:
    """The address that opens WhatsApp with a text."""
    return f"{WHATSAPP}?{urlencode({'text': text})}"
