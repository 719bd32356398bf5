"""What an administrator may give, for the forms that give roles.

What does not belong here: to whom, which the queries say.
"""

from __future__ import annotations

from datetime import date, timedelta

from lms.accounts import policy, queries
from lms.core.errors import Invalid
from lms.web.access import actor
from lms.web.locale import long_date


def check_gift(unit_id: int | None, valid_from: date, valid_until: date | None) -> None:
    """Whether the reader may give a role so: an administrator any; an agency's administrator one of a
    unit, and for no longer than their own there.

    Raises:
        Invalid: they may not.
    """
    if policy.is_administrator(actor()):
        return
    if unit_id is None:
        raise Invalid("unit", "Peran ini berlaku di sebuah unit. Pilih unitnya.")
    own_end = queries.end_of_administering(actor(), unit_id, valid_from)
    if own_end is not None and (valid_until is None or valid_until > own_end):
        raise Invalid(
            "valid_until",
            "Peran Anda di unit ini berakhir %(day)s. Pilih tanggal yang tidak melewatinya.",
            day=long_date(own_end - timedelta(days=1)),
        )
