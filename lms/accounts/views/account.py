"""One's own account: who one is here, the password, the devices that are signed in, privacy."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries, rules
from lms.accounts.forms import ChangePasswordForm
from lms.accounts.views import held
from lms.accounts.views.blueprint import (
    blueprint,
    browser,
    give_cookies,
    never_stored,
    password_policy,
)
from lms.core.errors import Invalid
from lms.web.access import actor, public, signed_in


@blueprint.get("/account")
@signed_in
def index() -> str:
    """Who the person is here and what is known of them."""
    person = actor()
    place = queries.place_of(person.id)
    return render_template(
        "accounts/account.html",
        person=person,
        place=place,
        number=rules.masked_number(place.employee_number) if place.employee_number else None,
        roles=[words for role, words in role_words() if policy.has_role(person, role)],
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Response | str:
    """Change the password; every other device is signed out."""
    form = ChangePasswordForm()
    if request.method == "GET" or not form.validate():
        return password_page(form)
    remember = current_user.remember
    try:
        opened = actions.change_password(
            person_id=actor().id,
            current_password=form.current_password.data,
            new_password=form.password.data,
            policy=password_policy(),
            browser=browser(),
            remember=remember,
        )
    except Invalid as error:
        form.refuse(error)
        return password_page(form)
    give_cookies(opened.token, remember=remember)
    flash(_("Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan."), "success")
    kept = held.of_actor(form.held.data or "")
    if kept is not None:
        return never_stored(render_template("accounts/continue.html", held=kept))
    return redirect(url_for("accounts.index"))


@blueprint.get("/account/sessions")
@signed_in
def sessions() -> str:
    """The devices that are signed in."""
    listed = [
        (opened, device_words(opened.user_agent), opened.id == current_user.id)
        for opened in queries.sessions_of(actor().id)
    ]
    return render_template("accounts/sessions.html", sessions=listed)


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    """Sign one device out."""
    actions.end_session(person_id=actor().id, session_id=session_id)
    flash(_("Perangkat itu sudah dikeluarkan."), "success")
    return redirect(url_for("accounts.sessions"))


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> Response:
    """Sign every other device out."""
    actions.end_other_sessions(person_id=actor().id, session_id=current_user.id)
    flash(_("Semua perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for("accounts.sessions"))


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is stored about people, why, who sees it, for how long, and what they may ask for."""
    return render_template("accounts/privacy.html")


@blueprint.route("/account/privacy", methods=["GET", "POST"])
@signed_in
def accept_privacy() -> Response | str:
    """The notice in short, shown at sign-in until it is taken note of; learning goes on anyway."""
    next_page = rules.local_path(request.values.get("next", "")) or "/"
    if request.method == "GET":
        return render_template("accounts/accept_privacy.html", next_page=next_page)
    actions.accept_privacy_notice(person_id=actor().id, version=rules.PRIVACY_NOTICE_VERSION)
    return redirect(next_page)


def role_words() -> tuple[tuple[str, str], ...]:
    """Every role with its name on pages."""
    return tuple((role, str(_(words))) for role, words in policy.ROLE_NAMES.items())


@blueprint.app_template_filter("device_words")
def device_words(user_agent: str) -> str:
    """A device as its owner would name it: `Chrome di Android`."""
    browser_name, system = rules.device(user_agent)
    if browser_name and system:
        return str(_("%(browser)s di %(system)s", browser=browser_name, system=system))
    return browser_name or system or str(_("Perangkat tidak dikenal"))


def password_page(form: ChangePasswordForm, *, status: int = 200) -> Response:
    """The page on which one's own password is changed."""
    page = render_template(
        "accounts/password.html",
        form=form,
        policy=password_policy(),
        required=actor().must_change_password,
    )
    return never_stored(page, 422 if form.errors else status)
