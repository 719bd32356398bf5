"""Writing notices: making them, sending them by e-mail and to devices, one by one or as digests, how
people want them.

What does not belong here: deciding that something is worth a notice (`lms/reactions.py`).
"""

from __future__ import annotations

from lms.notifications.actions.delivering import deliver, send_again
from lms.notifications.actions.devices import (
    end_all_devices,
    end_device,
    take_along,
    tell_device,
)
from lms.notifications.actions.digests import make_digests
from lms.notifications.actions.letters import Letter, News, Reader, deliver_with
from lms.notifications.actions.notices import (
    mark_all_read,
    mark_read,
    notify,
    notify_each,
    send_reset_link,
    tell_code_issued,
    tell_codes_printed,
    tell_password_changed,
    tell_read_as,
    tell_second_factor_changed,
)
from lms.notifications.actions.preferences import set_preferences
from lms.notifications.actions.pushing import Word, push_to_device, push_with

__all__ = [
    "Letter",
    "News",
    "Reader",
    "Word",
    "deliver",
    "deliver_with",
    "end_all_devices",
    "end_device",
    "make_digests",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_each",
    "push_to_device",
    "push_with",
    "send_again",
    "send_reset_link",
    "set_preferences",
    "take_along",
    "tell_code_issued",
    "tell_codes_printed",
    "tell_device",
    "tell_password_changed",
    "tell_read_as",
    "tell_second_factor_changed",
]
