"""What the holder of a certificate is told.

What does not belong here: when (the actions), in which words (`notifications`).
"""

from __future__ import annotations

from lms.credentials.models import Certificate
from lms.notifications import actions as notifications


def tell_holder(kind: str, certificate: Certificate, fact: object, **more: object) -> None:
    """Tell the holder of a fact about the certificate, once: `fact` is what the fact is known by."""
    notifications.notify(
        person_id=certificate.person_id,
        kind=kind,
        params={
            "course_title": certificate.title,
            "code": certificate.code,
            "number": certificate.number,
            **more,
        },
        key=f"{kind}:{fact}",
    )
