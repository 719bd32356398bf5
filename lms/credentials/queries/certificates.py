"""Reading certificates.

What does not belong here: issuing them (`actions`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def numbers_of(completion_ids: Collection[int]) -> Mapping[int, str]:  # noqa: ARG001
    """The number of the certificate of each completion that has one."""
    return {}
