"""`/credentials/rules`: how forms of development become hours, and what is aimed at; for administrators.

What does not belong here: what a rule did to an entry (`hours`).
"""

from __future__ import annotations

from datetime import date

from flask import render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts.queries import unit_by_words, unit_names
from lms.core import audit
from lms.core.clock import today
from lms.core.errors import Invalid, NotFound
from lms.credentials import policy
from lms.credentials.actions.hours_rules import RuleKey, set_rule, set_target
from lms.credentials.forms.hours import RuleForm, TargetForm
from lms.credentials.queries import hours_rules as queries
from lms.credentials.queries.hours_rules import Preview
from lms.credentials.rules.conversion import Figures, Rate, plain, read_quantity
from lms.credentials.rules.forms import FORMS, SCOPES
from lms.credentials.views import words
from lms.credentials.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.changing import Shown, changed


@blueprint.get("/credentials/rules")
@needs(policy.CHANGE_HOURS_RULES)
def hours_rules() -> str:
    """The rules by form with their days, and the targets."""
    listed = list(FORMS)
    rules = sorted(queries.rules_on(today()), key=lambda rule: listed.index(rule.form))
    return render_template(
        "credentials/rules.html",
        rules=rules,
        without=[one for one in FORMS if one not in {rule.form for rule in rules}],
        units=unit_names((one.unit_id for one in rules if one.unit_id is not None), today()),
        targets=queries.targets(),
        forms=FORMS,
        words=words,
        today=today(),
    )


@blueprint.route("/credentials/rules/<form>/<scope>", methods=["GET", "POST"])
@needs(policy.CHANGE_HOURS_RULES)
def change_rule(form: str, scope: str) -> Shown:
    """All versions of a rule, and a new one: first looked at, then set."""
    if form not in FORMS or scope not in SCOPES:
        raise NotFound
    versions = queries.versions_of(form, scope, None)
    sent = RuleForm(data=_typed_before(versions[0] if versions else None))
    if "preview" in request.form:
        return _previewed(sent, form, scope)

    def change() -> str:
        set_rule(
            _key(sent, form, scope),
            _rate(sent),
            valid_from=sent.valid_from.data,
            source=sent.source.data or "",
            note=sent.note.data or "",
            actor_id=actor().id,
        )
        return url_for("credentials.hours_rules")

    return changed(
        sent, change, _("Versi baru disimpan."), lambda: _rule_page(sent, form, scope, None)
    )


@blueprint.route("/credentials/rules/targets/<employment>", methods=["GET", "POST"])
@needs(policy.CHANGE_HOURS_RULES)
def change_target(employment: str) -> Shown:
    """What is aimed at in a year by an employment, and a new version of it."""
    if employment not in words.EMPLOYMENTS:
        raise NotFound
    sent = TargetForm()

    def change() -> str:
        set_target(
            employment=employment,
            target=_hours(sent.target.data, "target"),
            cap=_hours(sent.cap.data, "cap"),
            valid_from=sent.valid_from.data,
            source=sent.source.data or "",
            actor_id=actor().id,
        )
        return url_for("credentials.hours_rules")

    def page() -> str:
        return render_template(
            "credentials/target.html",
            form=sent,
            employment=_(words.EMPLOYMENTS[employment]),
            present=queries.target_for(employment, today()),
            words=words,
        )

    return changed(sent, change, _("Versi baru disimpan."), page)


def _previewed(sent: RuleForm, form: str, scope: str) -> Shown:
    """The page with what of this year would count otherwise; nothing is written."""
    if not sent.validate():
        return _rule_page(sent, form, scope, None), 422
    try:
        rate = _rate(sent)
        _key(sent, form, scope)
    except Invalid as refusal:
        sent.refuse(refusal)
        return _rule_page(sent, form, scope, None), 422
    audit.record_view(
        actor_id=actor().id, page="credentials.rules_preview", subject=("hours-rule", form)
    )
    start = max(date(today().year, 1, 1), sent.valid_from.data)
    seen = queries.preview_of(form, scope, rate, start, date(today().year, 12, 31))
    return _rule_page(sent, form, scope, seen), 200


def _rule_page(sent: RuleForm, form: str, scope: str, preview: Preview | None) -> str:
    return render_template(
        "credentials/rule.html",
        form=sent,
        kind=form,
        scope=scope,
        versions=queries.versions_of(form, scope, None),
        preview=preview,
        year=today().year,
        words=words,
    )


def _typed_before(newest: Figures | None) -> dict[str, object]:
    """What a new version begins with: the figures of the one before."""
    if newest is None:
        return {"valid_from": today(), "per": "hour"}
    return {
        "hours": plain(newest.hours),
        "per": newest.per,
        "cap": plain(newest.cap) if newest.cap is not None else "",
        "cap_period": newest.cap_period,
        "valid_from": today(),
    }


def _key(sent: RuleForm, form: str, scope: str) -> RuleKey:
    text = (sent.unit.data or "").strip()
    return RuleKey(form, scope, unit_by_words(actor(), text, today()) if text else None)


def _rate(sent: RuleForm) -> Rate:
    cap = _hours(sent.cap.data, "cap")
    if (cap is None) != (not sent.cap_period.data):
        raise Invalid("cap", "Isi batas JP dan waktunya, atau kosongkan keduanya.")
    hours = read_quantity(sent.hours.data or "", "hours")
    return Rate(hours, sent.per.data, cap, sent.cap_period.data)


def _hours(typed: str | None, field: str) -> int | None:
    return read_quantity(typed, field) if typed and typed.strip() else None
