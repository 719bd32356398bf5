"""The shape of what is typed about the files of a draft."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.authoring.rules.files import LONGEST_PATH
from lms.web.forms import BaseForm

LONGEST_TITLE = 200


class UploadForm(BaseForm):
    """What an upload does to the draft; the files come beside the form."""

    mode = RadioField(
        _l("Isi unggahan"),
        default="add",
        validators=[InputRequired()],
        choices=[
            SelectChoice("add", _l("Tambahkan ke draf; berkas bernama sama diganti")),
            SelectChoice("replace", _l("Ganti seluruh draf dengan kursus di dalam zip ini")),
        ],
    )


class NewFileForm(BaseForm):
    """A new module or question bank."""

    title = StringField(_l("Judul"), validators=[DataRequired(), Length(max=LONGEST_TITLE)])
    kind = HiddenField(default="module")


class RenameForm(BaseForm):
    """Another name for a file."""

    path = HiddenField(validators=[DataRequired()])
    new_path = StringField(_l("Nama baru"), validators=[DataRequired(), Length(max=LONGEST_PATH)])
