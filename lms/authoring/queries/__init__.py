"""Reading drafts, for those who write or review them."""

from lms.authoring.models import Draft, DraftFile, PublishRequest

__all__ = ["Draft", "DraftFile", "PublishRequest"]
