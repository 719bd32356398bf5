"""Opening the course again for whoever's certificate ends soon.

What does not belong here: which certificates those are (`queries.renewals`), the new cycle itself
(`learning`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.credentials.models.certificates import Certificate
from lms.learning.actions import open_renewal
from lms.learning.models import CourseCompletion


def renew(certificate_id: int) -> None:
    """Open the renewal of a certificate; opened already is success. The certificate stays as it is.

    Raises:
        NotFound: there is no such certificate, or it never ends.
    """
    begin_writing()
    row = db.session.execute(
        select(CourseCompletion.enrolment_id, Certificate.valid_until)
        .join(Certificate, Certificate.completion_id == CourseCompletion.id)
        .where(Certificate.id == certificate_id, Certificate.valid_until.is_not(None))
    ).first()
    if row is None:
        raise NotFound
    open_renewal(enrolment_id=row.enrolment_id, due_on=row.valid_until)
