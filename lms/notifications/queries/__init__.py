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
from lms.notifications.queries.mailing import (
    Preferences,
    Way,
    has_usable_address,
    is_address_refused,
    mail_ways,
    preferences_of,
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
    "has_usable_address",
    "is_address_refused",
    "letters_of",
    "mail_ways",
    "notices_of",
    "people_without_mail",
    "preferences_of",
    "unread",
    "unread_count",
    "zone",
    "zone_of",
]
