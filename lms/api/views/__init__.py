"""What programs may ask and send. Every answer is JSON; access is by a person's token."""

from lms.api.views import people, revisions
from lms.api.views.blueprint import blueprint

__all__ = ["blueprint", "people", "revisions"]
