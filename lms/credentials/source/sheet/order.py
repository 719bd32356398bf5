"""What one sheet is made of, and how it travels to the process that makes it.

What does not belong here: anything that imports the PDF library.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.credentials.rules.designs import Design, design_from
from lms.credentials.rules.facts import Facts


@dataclass(frozen=True)
class Order:
    """A sheet to be made: its design, logo (PNG, JPEG or WebP) and facts, the address that its QR says,
    and when it was issued (aware)."""

    design: Design
    facts: Facts
    address: str
    made_at: datetime
    logo: bytes | None = None


def to_json(order: Order) -> bytes:
    """An order as one message."""
    message = {
        "design": order.design.stored(),
        "facts": order.facts.stored(),
        "address": order.address,
        "made_at": order.made_at.isoformat(),
        "logo": base64.b64encode(order.logo).decode() if order.logo else None,
    }
    return json.dumps(message).encode()


def from_json(message: bytes) -> Order:
    """The order that a message holds."""
    said: dict[str, Any] = json.loads(message)
    return Order(
        design=design_from(said["design"]),
        facts=Facts(**said["facts"]),
        address=said["address"],
        made_at=datetime.fromisoformat(said["made_at"]),
        logo=base64.b64decode(said["logo"]) if said["logo"] else None,
    )
