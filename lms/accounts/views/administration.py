"""The one page from which people and units are looked after.

What does not belong here: the pages that it leads to; which there are, `lms/panels.py` says.
"""

from __future__ import annotations

from flask import render_template

from lms.accounts import policy
from lms.accounts.views.blueprint import blueprint
from lms.web import nav
from lms.web.access import actor, needs


@blueprint.get("/administration")
@needs(policy.LIST_PEOPLE)
def administration() -> str:
    """What the reader may look after, and what waits there."""
    cards = nav.section_cards("accounts.administration", actor())
    return render_template("accounts/administration.html", cards=cards)
