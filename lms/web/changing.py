"""A form that changes something: shown, refused beside its field with what was typed, or done.

What does not belong here: what is changed.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from lms.core.errors import Conflict, Invalid
from lms.web.forms import BaseForm

Shown = Response | tuple[str, int]


def changed(form: BaseForm, change: Callable[[], str], done: str, page: Callable[[], str]) -> Shown:
    """Do what a form asks for, which gives the address to go on to, and say that it is done; else show
    the page, with what was refused."""
    if form.validate_on_submit():
        try:
            onward = change()
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(Invalid("", error.message, **error.params))
        else:
            flash(done, "success")
            return redirect(onward)
    return page(), 422 if form.errors else 200
