"""Who did and saw what. Actions append audit entries; views of others' data go to the access log.

The worker seals both in hash-chained batches, so that a later change of a row shows. No foreign key
points to people: core stands below them, and the trail outlives an erased person. What does not
belong here: names and whatever else people typed. The trail holds ids, keys and figures only.
"""

from lms.core.audit.models import AccessLogEntry, AuditBatch, AuditEntry
from lms.core.audit.pruning import PRUNED, prune_access_log
from lms.core.audit.recording import looked_at_by, record, record_each, record_view
from lms.core.audit.sealing import BOOKS, seal
from lms.core.audit.verifying import Anchor, Finding, Kind, anchors, verify

__all__ = [
    "BOOKS",
    "PRUNED",
    "AccessLogEntry",
    "Anchor",
    "AuditBatch",
    "AuditEntry",
    "Finding",
    "Kind",
    "anchors",
    "looked_at_by",
    "prune_access_log",
    "record",
    "record_each",
    "record_view",
    "seal",
    "verify",
]
