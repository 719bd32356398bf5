"""The shape of what readers type into the catalogue's search."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SearchField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.web.forms import BaseForm

LONGEST_SEARCH = 200


class FilterForm(BaseForm):
    """Search and filters; they travel in the address. A choice that doesn't exist means none."""

    q = SearchField(_l("Cari kursus"))
    competency = SelectField(_l("Kompetensi"))
    hours = SelectField(
        _l("Lama belajar"),
        choices=[
            SelectChoice("", _l("Semua")),
            SelectChoice("short", _l("Sampai 2 JP")),
            SelectChoice("medium", _l("3 sampai 6 JP")),
            SelectChoice("long", _l("Lebih dari 6 JP")),
        ],
    )
    status = SelectField(
        _l("Status saya"),
        choices=[
            SelectChoice("", _l("Semua")),
            SelectChoice("none", _l("Belum diikuti")),
            SelectChoice("active", _l("Sedang diikuti")),
            SelectChoice("completed", _l("Tuntas")),
        ],
    )
    sort = SelectField(
        _l("Urutkan"),
        choices=[
            SelectChoice("", _l("Paling sesuai")),
            SelectChoice("title", _l("Judul")),
            SelectChoice("newest", _l("Terbaru")),
        ],
    )

    def chosen(self, name: str) -> str:
        """The choice in a field, or nothing where it isn't one of the list."""
        field = self[name]
        known = {choice.value for choice in field.choices}
        return field.data if field.data in known else ""

    def search_text(self) -> str:
        """What is searched for, without more than a search can use."""
        return (self.q.data or "").strip()[:LONGEST_SEARCH]

    def offer_competencies(self, competencies: Iterable[str]) -> None:
        """Fill the list of competencies with those of the catalogue."""
        self.competency.choices = [
            SelectChoice("", _l("Semua")),
            *(SelectChoice(word) for word in competencies),
        ]
