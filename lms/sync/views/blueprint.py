"""The blueprint of the slice."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("sync", __name__, template_folder="../templates")
