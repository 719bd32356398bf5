"""The shape of what people send on the pages: a reason for leaving something at that, a parcel."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField, TextAreaField
from wtforms.validators import InputRequired

from lms.web.forms import BaseForm


class LeaveForm(BaseForm):
    """Why something is left at that."""

    reason = TextAreaField(_l("Alasan"), validators=[InputRequired()])


class ParcelForm(BaseForm):
    """A parcel that somebody brings; the file itself is read by the view."""

    file = FileField(_l("Berkas kiriman"), validators=[InputRequired()])
