"""The blueprint that all views of the slice share; nothing else."""

from flask import Blueprint

blueprint = Blueprint("assessment", __name__, template_folder="../templates")
