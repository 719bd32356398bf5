"""The public halves of the keys that ever signed certificates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class SigningKey(Model):
    """A public Ed25519 key (`public`: base64url of its 32 bytes). A retired one signs no more, but what
    it has signed still holds. Of one that is distrusted somebody else had the private half from
    `stolen_since` on: its signature alone proves nothing, whatever day it names."""

    __tablename__ = "signing_key"

    kid: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[str]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    stolen_since: Mapped[datetime | None]
    distrusted_at: Mapped[datetime | None]
    distrusted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    distrust_reason: Mapped[str] = mapped_column(default="", server_default="")
