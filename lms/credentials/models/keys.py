"""The public halves of the keys that ever signed certificates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class SigningKey(Model):
    """A public Ed25519 key (`public`: base64url of its 32 bytes). A retired one signs no more, but what
    it has signed still holds."""

    __tablename__ = "signing_key"

    kid: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[str]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
