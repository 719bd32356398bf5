"""Reading notices, how people want their e-mails, what became of them, and whom e-mail doesn't reach.

What does not belong here: anything that writes.
"""

from lms.notifications.queries.deliveries import (
    PERIODS,
    STATES,
    DeliveryFilters,
    DeliveryPage,
    Sent,
    count_failed,
    deliveries_for_reading,
    delivery,
    delivery_for_sending_again,
    letters_of,
)
from lms.notifications.queries.devices import Device, devices_of, devices_to_tell
from lms.notifications.queries.mailing import (
    Preferences,
    Way,
    has_usable_address,
    is_address_refused,
    preferences_of,
    ways,
    zone,
    zone_of,
)
from lms.notifications.queries.notices import (
    PAGE_SIZE,
    NoticePage,
    notices_of,
    unread,
    unread_count,
)
from lms.notifications.queries.unreached import Unreached, UnreachedPage, people_without_mail

__all__ = [
    "PAGE_SIZE",
    "PERIODS",
    "STATES",
    "DeliveryFilters",
    "DeliveryPage",
    "Device",
    "NoticePage",
    "Preferences",
    "Sent",
    "Unreached",
    "UnreachedPage",
    "Way",
    "count_failed",
    "deliveries_for_reading",
    "delivery",
    "delivery_for_sending_again",
    "devices_of",
    "devices_to_tell",
    "has_usable_address",
    "is_address_refused",
    "letters_of",
    "notices_of",
    "people_without_mail",
    "preferences_of",
    "unread",
    "unread_count",
    "ways",
    "zone",
    "zone_of",
]
