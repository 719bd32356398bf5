"""What is typed about a unit's letterhead.

What does not belong here: deciding (`actions`).
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from lms.supervision.rules.letterheads import LONGEST_ADDRESS, LONGEST_LINE, MOST_ADDRESS_LINES
from lms.web.forms import BaseForm


class LetterheadForm(BaseForm):
    """A unit's letterhead; `version` is the one that was shown, 0 where there was none."""

    top_line = StringField(_("Baris teratas"), [Length(max=LONGEST_LINE)])
    address = TextAreaField(
        _("Alamat"),
        [Length(max=LONGEST_ADDRESS + MOST_ADDRESS_LINES * 2)],
        render_kw={"rows": MOST_ADDRESS_LINES},
    )
    contact = StringField(_("Telepon, surel, laman"), [Length(max=LONGEST_LINE)])
    logo = FileField(_("Logo"))
    keep_logo = BooleanField(_("Pakai logo yang sekarang"))
    version = HiddenField()
