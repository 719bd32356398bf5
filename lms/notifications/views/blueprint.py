"""The blueprint of the slice, and what several of its pages need."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint

blueprint = Blueprint("notifications", __name__, template_folder="../templates")


@blueprint.app_template_filter("moment")
def moment(iso: str) -> datetime:
    """A moment among a notice's parameters, for the filters that write dates."""
    return datetime.fromisoformat(iso)


@blueprint.app_template_filter("day")
def day(iso: str) -> date:
    """A day among a notice's parameters: the same in every zone."""
    return date.fromisoformat(iso)
