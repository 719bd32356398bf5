"""The shape of what readers choose about how pages come to them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.web.forms import BaseForm


class LowDataForm(BaseForm):
    """When pictures are loaded."""

    choice = RadioField(
        _("Gambar di dalam materi dan soal"),
        [InputRequired()],
        choices=[
            SelectChoice("auto", _("Ikuti peramban: ditahan bila penghemat datanya menyala")),
            SelectChoice("on", _("Hemat data: dimuat bila saya mengetuknya")),
            SelectChoice("off", _("Selalu dimuat")),
        ],
    )
