"""The tables of the slice.

What does not belong here: what somebody may see of them (`policy`).
"""

from lms.credentials.models.certificates import (
    Certificate,
    CertificateBatch,
    CertificateIssue,
    CertificatePolicy,
    CertificateRevocation,
    CertificateSequence,
    CertificateTemplate,
    CertificateTemplateVersion,
)

__all__ = [
    "Certificate",
    "CertificateBatch",
    "CertificateIssue",
    "CertificatePolicy",
    "CertificateRevocation",
    "CertificateSequence",
    "CertificateTemplate",
    "CertificateTemplateVersion",
]
