"""The shape of what is chosen about the look of pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.web.forms import BaseForm
from lms.web.look import LINES, SCHEME, TEXT


def _one_of(label: str, names: tuple[str, ...], words: tuple[str, ...]) -> RadioField:
    choices = [SelectChoice(*choice) for choice in zip(names, words, strict=True)]
    return RadioField(label, choices=choices, validators=[InputRequired()])


class DisplayForm(BaseForm):
    """How pages look; the fields are those of `lms.web.look.Look`."""

    text = _one_of(_("Ukuran huruf"), TEXT, (_("Biasa"), _("Besar"), _("Sangat besar")))
    lines = _one_of(_("Jarak antarbaris"), LINES, (_("Biasa"), _("Renggang")))
    scheme = _one_of(_("Warna"), SCHEME, (_("Ikut perangkat"), _("Terang"), _("Gelap")))
