"""The tables of supervision that leave as files, each described once: what it is, its columns and cells,
and the paper it stands on.

What does not belong here: choosing and fetching (`exports`), the forms themselves (`core.exports`,
`source.paper`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from lms.core import files
from lms.core.clock import now, today
from lms.core.exports import Cell, Column, Keys, Kind, Manner, Table, words_of
from lms.supervision.actions.exports.writing import Described
from lms.supervision.queries import letterheads, overview
from lms.supervision.queries.exports import unit_for_export, unit_of_letterhead
from lms.supervision.queries.figures import dashboard, people
from lms.supervision.queries.letterheads import Head
from lms.supervision.rules.exports import What
from lms.supervision.rules.figures.showing import Figures
from lms.supervision.rules.figures.standing import COURSE_MEASURES
from lms.supervision.source.paper import Paper, Top, headings
from lms.supervision.views.figures import measure_words
from lms.supervision.views.overview import column_words, status_words
from lms.web.layout import product_name
from lms.web.locale import ZONE_NAMES, in_language, long_date

OF_PEOPLE = ("members", "obliged", "late", "aimed", "on_target", "hours", "hours_each")
"""Figures that no single course has."""

IN_HUNDREDTHS = ("hours", "score")


def described(actor: Any, what: What, language: str) -> Described:
    """A table as somebody may see it, in the words of a language.

    Raises:
        Forbidden: the actor may see no such table.
        NotFound: the actor doesn't see the unit, or there is no such course.
    """
    zone = actor.time_zone or current_app.config["TIME_ZONE"]
    manner = Manner(language, zone, ZONE_NAMES.get(zone, zone))
    with in_language(language):
        table = table_of(actor, what)
        return Described(table, manner, _paper(actor, what, table, manner))


def table_of(actor: Any, what: What) -> Table:
    """The table that an address asks for, in the words of the language in hand.

    Raises:
        Forbidden, NotFound: as in `described`.
    """
    unit = unit_for_export(actor, what)
    if unit is None:
        return _people(actor, what)
    if what.subject == "figures":
        return _figures(unit.name, what)
    return _behind(unit.name, what)


def _people(actor: Any, what: What) -> Table:
    filters = what.filters
    statuses = {name: words for name, (words, _kind) in status_words().items()}
    sorts = column_words()
    progress = _("%(done)s dari %(total)s")
    order = sorts[filters.sort]
    about = (
        (_("Nama pegawai"), filters.search),
        (_("Nama kursus"), overview.title_of(filters.course) if filters.course else ""),
        (_("Status"), statuses.get(filters.status, "")),
        (_("Urutan"), _("%(column)s, menurun", column=order) if filters.descending else order),
    )
    kinds: dict[str, Kind] = {"score": "number", "last-activity": "moment"}
    widths = {"name": 32, "unit": 30, "course": 32, "score": 9, "last-activity": 25}
    columns = [
        Column(label, kinds.get(name, "text"), widths.get(name, 16))
        for name, label in sorts.items()
    ]

    def rows(keys: Sequence[Keys]) -> Iterator[Sequence[Cell]]:
        for row in overview.rows_by_keys(actor, keys):
            yield (
                row.name,
                row.unit,
                row.course_title,
                statuses[row.status],
                progress % {"done": row.done, "total": row.total} if row.total else None,
                None if row.score is None else round(row.score, 1),
                row.last_activity_at,
                row.completed_at,
            )

    return Table(
        title=_("Pemantauan belajar"),
        about=tuple((label, words) for label, words in about if words),
        columns=(*columns, Column(_("Tuntas pada"), "moment", 25)),
        count=partial(overview.count_rows, actor, filters),
        order=partial(overview.keys_in_order, actor, filters),
        rows=rows,
    )


def _figures(unit_name: str, what: What) -> Table:
    asked, words = what.asked, measure_words()
    course_id, course_title = dashboard.course_of(asked.course)
    names = {
        **{name: words[name] for name in ("members", "obliged", "late", "assigned", "begun")},
        "fulfilled": words["fulfilled"],
        "fulfilled_rate": _("Persen terpenuhi"),
        **{name: words[name] for name in ("overdue", "learning", "completed")},
        "average_score": _("Rata-rata nilai"),
        **{name: words[name] for name in ("aimed", "on_target", "hours")},
        "hours_each": _("JP per orang"),
    }
    shown = [name for name in names if not (asked.course and name in OF_PEOPLE)]

    def rows(keys: Sequence[Keys]) -> Iterator[Sequence[Cell]]:
        for line in dashboard.lines_by_keys(keys, course_id, asked.day):
            yield (line.name, *(_figure(line.figures, name) for name in shown))

    return Table(
        title=_("Angka unit"),
        about=_asked_in_words(unit_name, what, course_title),
        columns=(Column(_("Unit kerja"), "text", 36), *_number_columns(names, shown)),
        count=partial(dashboard.count_lines, what.unit_id, asked.day),
        order=partial(dashboard.keys_in_order, what.unit_id, course_id, asked),
        rows=rows,
    )


def _number_columns(names: dict[str, str], shown: Sequence[str]) -> Iterator[Column]:
    return (Column(names[name], "number", 13) for name in shown)


def _figure(figures: Figures, name: str) -> int | float | None:
    value: int | float | None = getattr(figures, name)
    if value is None:
        return None
    if name in IN_HUNDREDTHS:
        return value / 100
    return round(value, 1) if isinstance(value, float) else value


def _behind(unit_name: str, what: What) -> Table:
    asked, measure = what.asked, what.measure
    course_id, course_title = dashboard.course_of(asked.course)
    of_course, by_amount = measure in COURSE_MEASURES, measure in IN_HUNDREDTHS
    words = measure_words()[measure]
    place = (what.unit_id, course_id, measure, asked.day)
    columns = (
        Column(_("Pegawai"), "text", 34),
        Column(_("Unit kerja"), "text", 34),
        *((Column(_("Nama kursus"), "text", 34),) if of_course else ()),
        Column(_("Sejak"), "day", 19),
        *((Column(words, "number", 13),) if by_amount else ()),
    )

    def rows(keys: Sequence[Keys]) -> Iterator[Sequence[Cell]]:
        for row in people.behind_by_keys(keys, *place):
            yield (
                row.name,
                row.unit,
                *((row.course_title,) if of_course else ()),
                row.since,
                *((row.amount / 100,) if by_amount else ()),
            )

    return Table(
        title=words,
        about=_asked_in_words(unit_name, what, course_title),
        columns=columns,
        count=partial(people.count_behind, *place),
        order=partial(people.keys_in_order, *place),
        rows=rows,
    )


def _asked_in_words(unit_name: str, what: What, course_title: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Unit kerja"), unit_name),
        (_("Per tanggal"), long_date(what.asked.day)),
        (_("Nama kursus"), course_title or _("Semua kursus")),
    )


def _paper(actor: Any, what: What, table: Table, manner: Manner) -> Paper:
    head = letterheads.head_of(unit_of_letterhead(actor, what), today())
    moment = now()
    return Paper(
        language=manner.language,
        top=top_of(head, files.read(head.logo_sha256) if head.logo_sha256 else None),
        title=table.title,
        about=table.about,
        headings=headings(table.columns),
        empty=_("Tidak ada baris."),
        made=_(
            "Dibuat %(moment)s oleh %(name)s",
            moment=words_of((moment,), manner)[0],
            name=actor.display_name,
        ),
        page=_("Halaman {page} dari {pages}"),
        moment=moment.isoformat(),
        author=product_name(),
    )


def top_of(head: Head, logo: bytes | None) -> Top:
    """A letterhead as it is drawn; the product's name where no unit is known."""
    below = (*head.address.splitlines(), head.contact)
    return Top(
        head.top_line,
        head.agency or product_name(),
        head.unit,
        tuple(line for line in below if line),
        logo,
    )
