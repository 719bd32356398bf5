"""Changing what may be changed while the application runs.

What does not belong here: which settings there are (`lms/core/settings.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.core import audit, settings


def change_settings(*, actor_id: int, wanted: Mapping[str, object]) -> int:
    """Change the settings that differ from the present; returns how many did.

    Raises:
        Invalid: a value is out of bounds (the field is the setting's name).
        Conflict: the environment decides one of them.
    """
    changes = settings.change(wanted)
    for name, (before, after) in changes.items():
        audit.record(
            "setting:change",
            actor_id=actor_id,
            subject=("setting", name),
            details={"before": before, "after": after},
        )
    return len(changes)
