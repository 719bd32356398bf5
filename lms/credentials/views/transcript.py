"""A transcript in words: what its pages say, in the reader's language.

What does not belong here: drawing them (source), reading the ledger (queries).
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from lms.core.clock import now
from lms.credentials.queries.hours import Entry
from lms.credentials.queries.transcript import Record, YearLine
from lms.credentials.rules.conversion import ONE
from lms.credentials.source.transcript import Line, Transcript, YearPart
from lms.credentials.views import words
from lms.web.layout import product_name
from lms.web.locale import date_and_time, language, long_date, number


def transcript_sheet(record: Record, year: int | None, *, numbered: bool, by: Any) -> Transcript:
    """What the document says of a year or (None) of all; `numbered` with the NIP / NI PPPK, `by` whom it
    was asked for."""
    moment = now()
    period = _("Semua tahun") if year is None else _("Tahun %(year)s", year=year)
    total = sum(one.counted for one in record.years)
    return Transcript(
        language=language(),
        letterhead=product_name(),
        title=_("Transkrip jam belajar"),
        holder=record.person.display_name,
        facts=_facts(record, numbered=numbered),
        columns=(_("Tanggal"), _("Kegiatan"), _("Perhitungan"), _("JP")),
        total=f"{period}: {words.jp(total)}",
        years=tuple(_year(one) for one in record.years),
        empty=_("Belum ada jam belajar yang tercatat."),
        note=_note(cut=record.cut),
        made=_(
            "Dibuat %(moment)s atas permintaan %(name)s",
            moment=date_and_time(moment),
            name=by.display_name,
        ),
        page=_("Halaman {page} dari {pages}"),
        moment=moment.isoformat(),
    )


def _facts(record: Record, *, numbered: bool) -> tuple[tuple[str, str], ...]:
    person, place = record.person, record.place
    facts = [
        (_("NIP / NI PPPK"), (place.employee_number or "") if numbered else ""),
        (_("Kepegawaian"), _(words.EMPLOYMENTS.get(person.employment, "–"))),
        (_("Jabatan"), place.position),
        (_("Unit kerja"), place.unit_name or ""),
    ]
    return tuple((label, value) for label, value in facts if value)


def _year(one: YearLine) -> YearPart:
    standing, _kind = words.standing_words(one.counted, one.target)
    return YearPart(
        heading=str(one.year),
        lines=tuple(_line(entry) for entry in one.entries),
        total=words.jp(one.counted),
        standing=standing,
    )


def _line(entry: Entry) -> Line:
    how = words.how_counted(entry)
    if entry.reversal:
        how = _("Koreksi: %(reason)s", reason=entry.note)
    return Line(
        day=long_date(entry.day),
        title=entry.title,
        form=words.form_words(entry.form),
        how=how,
        hours=number(entry.counted / ONE, 2),
    )


def _note(*, cut: bool) -> str:
    note = _(
        "1 JP = 45 menit. JP dihitung menurut aturan yang berlaku pada tanggal kegiatan. Dokumen ini"
        " dibuat dari buku jam belajar pada saat diminta dan tidak ditandatangani."
    )
    if not cut:
        return str(note)
    more = _("Hanya entri terbaru yang dimuat.")
    return f"{note} {more}"
