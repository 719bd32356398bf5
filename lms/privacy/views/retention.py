"""How long what is kept: for administrators, with when each rule last ran."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from lms.privacy.policy import DECIDE_REQUESTS
from lms.privacy.queries.retention import kept_for
from lms.privacy.rules.retention import ELSEWHERE
from lms.privacy.views.blueprint import blueprint
from lms.web.access import needs


@blueprint.get("/privacy-requests/retention")
@needs(DECIDE_REQUESTS)
def retention() -> str:
    """Every rule, why it is so, and its last run."""
    labels = (_("Data"), _("Disimpan"), _("Mengapa"), _("Terakhir dijalankan"), _("Dihapus"))
    return render_template(
        "privacy/retention.html",
        rules=kept_for(),
        elsewhere=ELSEWHERE,
        columns=[{"label": label, "numeric": label == _("Dihapus")} for label in labels],
    )
