"""Templates of certificates, their preview, and what a course gives.

What does not belong here: certificates themselves (`managing`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import clock, files, settings, throttle
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.texts import read_number
from lms.core.throttle import Limit
from lms.courses.queries import Workspace, course_for_owning
from lms.credentials.actions.rendering import sample
from lms.credentials.actions.templates import (
    MOST_LOGO_BYTES,
    add_template,
    change_template,
    clean_logo,
    make_default,
    set_course_policy,
)
from lms.credentials.forms.certificates import CoursePolicyForm, TemplateForm
from lms.credentials.policy import MANAGE_TEMPLATES
from lms.credentials.queries import templates as queries
from lms.credentials.queries.templates import CoursePolicy, NewestVersion
from lms.credentials.rules.addresses import verify_url
from lms.credentials.rules.designs import NAMES, PLACEHOLDERS, Design, checked_design, design_from
from lms.credentials.rules.samples import sample_facts
from lms.credentials.source import tokens
from lms.credentials.source.sheet.order import Order
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.certificates import to
from lms.web.access import actor, needs, signed_in
from lms.web.changing import changed
from lms.web.intake import takes_up_to
from lms.web.layout import site_address
from lms.web.locale import translated
from lms.web.previews import framed_page, framed_pdf, picture

PREVIEWS = Limit(60, timedelta(minutes=1))
MOST_BYTES = MOST_LOGO_BYTES + 64 * 1024


@blueprint.get("/credentials/templates")
@needs(MANAGE_TEMPLATES)
def templates() -> str:
    """All templates."""
    return render_template("credentials/templates.html", templates=queries.templates())


@blueprint.route("/credentials/templates/new", methods=["GET", "POST"])
@needs(MANAGE_TEMPLATES)
@takes_up_to(MOST_BYTES)
def new_template() -> Any:
    """Begin a template with the words that every installation has."""
    if request.method == "GET":
        form = TemplateForm(formdata=None)
        form.show(Design())
        return _editor(form)
    form = TemplateForm()
    if form.validate():
        try:
            template_id = add_template(
                name=form.name.data, typed=_typed(form), logo=_logo(), actor_id=actor().id
            )
        except Invalid as error:
            form.refuse(error)
        else:
            flash(_("Templat disimpan."), "success")
            return to(url_for("credentials.template", template_id=template_id))
    return _editor(form), 422


@blueprint.route("/credentials/templates/<int:template_id>", methods=["GET", "POST"])
@needs(MANAGE_TEMPLATES)
@takes_up_to(MOST_BYTES)
def template(template_id: int) -> Any:
    """Change a template; what was issued stays as it is."""
    version = queries.version_for(template_id)
    if request.method == "GET":
        form = TemplateForm(
            formdata=None,
            data={"name": version.name, "keep_logo": True, "version": str(version.ordinal)},
        )
        form.show(design_from(version.fields))
        return _editor(form, version)
    form = TemplateForm()
    if form.validate():
        try:
            change_template(
                template_id=template_id,
                name=form.name.data,
                typed=_typed(form),
                logo=_logo(),
                keep_logo=form.keep_logo.data,
                seen=read_number(form.version.data) or 0,
                actor_id=actor().id,
            )
        except Invalid as error:
            form.refuse(error)
        except Conflict as conflict:
            form.form_errors.append(translated(conflict.message))
        else:
            flash(
                _("Templat disimpan. Sertifikat yang terbit mulai sekarang memakainya."), "success"
            )
            return to(url_for("credentials.template", template_id=template_id))
    return _editor(form, version), 422


@blueprint.post("/credentials/templates/preview")
@needs(MANAGE_TEMPLATES)
@takes_up_to(MOST_BYTES)
def preview() -> Any:
    """The sheet as it would be, made by what makes certificates, with invented facts."""
    throttle.hit("certificate-preview", str(actor().id), PREVIEWS)
    form = TemplateForm()
    try:
        sheet = sample(_order(form))
    except Invalid as error:
        form.refuse(error)
        page = render_template("credentials/preview_refused.html", form=form)
        return framed_page(page, 422)
    return framed_pdf(sheet)


@blueprint.get("/credentials/templates/<int:template_id>/logo")
@needs(MANAGE_TEMPLATES)
def template_logo(template_id: int) -> Response:
    """The logo that a template has now."""
    sha256 = queries.version_for(template_id).logo_sha256
    if sha256 is None:
        raise NotFound()
    return picture(files.path(sha256), sha256)


@blueprint.post("/credentials/templates/<int:template_id>/default")
@needs(MANAGE_TEMPLATES)
def default_template(template_id: int) -> Response:
    """Let courses that name no template use this one."""
    make_default(template_id=template_id, actor_id=actor().id)
    flash(
        _("Templat ini sekarang dipakai semua kursus yang tidak memilih templat sendiri."),
        "success",
    )
    return to(url_for("credentials.templates"))


@blueprint.route("/courses/<key>/certificate", methods=["GET", "POST"])
@signed_in
def course_policy(key: str) -> Any:
    """Which certificates a course gives."""
    course = course_for_owning(actor(), key)
    if request.method == "GET":
        policy = queries.policy_of(course.id)
        chosen = {
            "issues": policy.issues,
            "template": str(policy.template_id or ""),
            "valid_months": policy.valid_months,
            "renew_window_days": policy.renew_window_days,
        }
        return _policy_page(course, CoursePolicyForm(formdata=None, data=chosen))
    form = CoursePolicyForm()

    def change() -> str:
        set_course_policy(course_id=course.id, policy=_policy(form), actor_id=actor().id)
        return url_for("credentials.course_policy", key=key)

    done = _("Setelan sertifikat disimpan.")
    return changed(form, change, done, lambda: _policy_page(course, form))


def _policy(form: CoursePolicyForm) -> CoursePolicy:
    try:
        template_id = form.template_id()
    except ValueError as error:
        raise Invalid(
            "template", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar."
        ) from error
    return CoursePolicy(
        template_id, form.valid_months.data, form.renew_window_days.data, bool(form.issues.data)
    )


def _policy_page(course: Workspace, form: CoursePolicyForm) -> str:
    default = queries.version_for(None).name
    form.offer(queries.template_names(), _("Bawaan layanan (%(name)s)", name=default))
    return render_template("credentials/course_policy.html", course=course, form=form)


def _editor(form: TemplateForm, version: NewestVersion | None = None) -> str:
    return render_template(
        "credentials/template.html", form=form, version=version, placeholders=PLACEHOLDERS
    )


def _typed(form: TemplateForm) -> dict[str, Any]:
    return {name: form[name].data for name in NAMES}


def _logo() -> bytes | None:
    sent = request.files.get("logo")
    return (sent.read() or None) if sent is not None and sent.filename else None


def _order(form: TemplateForm) -> Order:
    """What the form would make, with the logo that was just chosen, else the present one."""
    design = checked_design(_typed(form))
    sent = _logo()
    logo = clean_logo(sent) if sent else _present_logo(form)
    facts = sample_facts(design, clock.today(), settings.text(settings.PRODUCT_NAME))
    # As dense as a real one, and signed by a key that is never published.
    token = tokens.sign(facts.signed(), tokens.OF_SAMPLES)
    address = verify_url(facts.code, token, site=site_address())
    return Order(design, facts, address, clock.now(), logo)


def _present_logo(form: TemplateForm) -> bytes | None:
    template_id = read_number(request.form.get("template_id"))
    if not form.keep_logo.data or template_id is None:
        return None
    sha256 = queries.version_for(template_id).logo_sha256
    return files.read(sha256) if sha256 else None
