"""`/credentials/hours`: one's own year, the year of somebody one oversees and correcting its entries, the
units one oversees, and the same as files.

What does not belong here: claims (`claims`, `verification`), rules (`hours_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from lms.core import audit, throttle
from lms.core.clock import today
from lms.core.papers.drawing import PAPERS
from lms.credentials import policy
from lms.credentials.actions.hours import correct_entry
from lms.credentials.actions.transcripts import pdf_of
from lms.credentials.forms.hours import CorrectionForm
from lms.credentials.queries import hours as queries
from lms.credentials.queries import overviews
from lms.credentials.queries.overviews import Asked, CourseHistory, PersonLine
from lms.credentials.queries.standings import targets_of_year
from lms.credentials.queries.transcript import transcript_of
from lms.credentials.rules.conversion import ONE, plain, read_quantity
from lms.credentials.rules.targets import FIRST_YEAR, enough, out_of
from lms.credentials.views import words
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.transcript import transcript_sheet
from lms.web.access import actor, needs, signed_in
from lms.web.changing import Shown, changed
from lms.web.downloads import as_csv, as_workbook, named
from lms.web.intake import counting
from lms.web.layout import product_name
from lms.web.locale import language

BELOW_TARGET = "below"
"""What the address says (`target`) to ask for those below their target only."""

SIASN_FIELDS = (
    "namaKursus",
    "jenisDiklatId",
    "institusiPenyelenggara",
    "noSertipikat",
    "jumlahJam",
    "tahunKursus",
    "tanggalKursus",
    "tanggalSelesaiKursus",
)
"""The fields of the course history as SIASN names them."""


@blueprint.get("/credentials/hours")
@signed_in
def own_hours() -> str:
    """My learning hours of a year."""
    found = queries.year_of(actor(), asked_year())
    return render_template(
        "credentials/hours.html",
        year=found,
        bar=out_of(found.target),
        standing=words.standing_words(found.counted, found.target),
        years=_offered(found.years),
        words=words,
        oversees=policy.OVERSEE_HOURS(actor()),
    )


@blueprint.get("/credentials/hours/transcript.pdf")
@signed_in
def own_transcript() -> Response:
    """My learning hours as a document: of one year, or (`year=all`) of all."""
    return _transcript(actor())


@blueprint.get("/credentials/hours/people/<int:person_id>")
@needs(policy.OVERSEE_HOURS)
def person_hours(person_id: int) -> str:
    """The learning hours of somebody one oversees."""
    person = queries.person_for_overseeing(actor(), person_id)
    _log("credentials.person_hours", ("person", person_id))
    found = queries.year_of(person, asked_year())
    return render_template(
        "credentials/person_hours.html",
        person=person,
        year=found,
        bar=out_of(found.target),
        standing=words.standing_words(found.counted, found.target),
        years=_offered(found.years),
        words=words,
    )


@blueprint.get("/credentials/hours/people/<int:person_id>/transcript.pdf")
@needs(policy.OVERSEE_HOURS)
def person_transcript(person_id: int) -> Response:
    """The document of somebody one oversees."""
    person = queries.person_for_overseeing(actor(), person_id)
    _log("credentials.person_transcript", ("person", person_id))
    return _transcript(person)


@blueprint.route(
    "/credentials/hours/people/<int:person_id>/entries/<int:entry_id>", methods=["GET", "POST"]
)
@needs(policy.OVERSEE_HOURS)
def correct(person_id: int, entry_id: int) -> Shown:
    """Take an entry back, with what is right instead."""
    entry = queries.entry_for_correcting(actor(), person_id, entry_id)
    form = CorrectionForm(seen=entry.counted, quantity=plain(max(0, entry.quantity)))

    def change() -> str:
        correct_entry(
            entry_id=entry_id,
            quantity=read_quantity(form.quantity.data or "", "quantity", least=0),
            reason=form.reason.data or "",
            seen=form.seen.data or 0,
            actor_id=actor().id,
        )
        return url_for("credentials.person_hours", person_id=person_id, year=entry.day.year)

    def page() -> str:
        person = queries.person_for_overseeing(actor(), person_id)
        return render_template(
            "credentials/correct_entry.html", form=form, entry=entry, person=person, words=words
        )

    return changed(form, change, _("Koreksi dicatat. Pegawai menerima pemberitahuan."), page)


@blueprint.get("/credentials/hours/units")
@needs(policy.OVERSEE_HOURS)
def units() -> str:
    """Where the part of the tree begins that one oversees, and the direct reports."""
    year = asked_year()
    _log("credentials.unit_hours", ("overview", "units"))
    return render_template(
        "credentials/units.html",
        units=overviews.units_for_overseeing(actor()),
        reports=overviews.direct_reports(actor(), year),
        targets=targets_of_year(year),
        year=year,
        words=words,
    )


@blueprint.get("/credentials/hours/units/<int:unit_id>")
@needs(policy.OVERSEE_HOURS)
def unit_hours(unit_id: int) -> str:
    """The people of a unit (and below) with their hours of a year."""
    asked = _asked()
    page = request.args.get("page", 1, type=counting)
    found = overviews.unit_year(actor(), unit_id, asked_year(), page, asked)
    _log("credentials.unit_hours", ("unit", unit_id))
    return render_template(
        "credentials/unit_hours.html",
        unit=found,
        below=overviews.units_below(unit_id),
        targets=targets_of_year(found.year),
        years=_offered(()),
        asked=asked,
        below_target=BELOW_TARGET,
        words=words,
    )


@blueprint.get("/credentials/hours/units/<int:unit_id>/export.csv")
@needs(policy.OVERSEE_HOURS)
def unit_csv(unit_id: int) -> Response:
    """The course history of a unit's people in a year, as SIASN names its fields."""
    header, rows = _exported(unit_id)
    return as_csv(f"riwayat-belajar-{asked_year()}-{today():%Y-%m-%d}", header, rows)


@blueprint.get("/credentials/hours/units/<int:unit_id>/export.xlsx")
@needs(policy.OVERSEE_HOURS)
def unit_xlsx(unit_id: int) -> Response:
    """The same as a workbook."""
    header, rows = _exported(unit_id)
    return as_workbook(f"riwayat-belajar-{asked_year()}-{today():%Y-%m-%d}", header, rows)


@blueprint.get("/credentials/hours/units/<int:unit_id>/people.csv")
@needs(policy.OVERSEE_HOURS)
def people_csv(unit_id: int) -> Response:
    """The people that the page of a unit lists, with their hours and target."""
    header, rows = _listed(unit_id)
    return as_csv(f"jam-belajar-{asked_year()}-{today():%Y-%m-%d}", header, rows)


@blueprint.get("/credentials/hours/units/<int:unit_id>/people.xlsx")
@needs(policy.OVERSEE_HOURS)
def people_xlsx(unit_id: int) -> Response:
    """The same as a workbook."""
    header, rows = _listed(unit_id)
    return as_workbook(f"jam-belajar-{asked_year()}-{today():%Y-%m-%d}", header, rows)


def home_hours(*, person: Any) -> str:
    """Fills the slot `home.hours`: the year so far."""
    counted, target = queries.this_year(person)
    # Without what the shell needs: the page around it has gathered that already.
    return current_app.jinja_env.get_template("credentials/home_hours.html").render(
        counted=counted,
        target=target,
        year=today().year,
        locale=language(),
        out_of=out_of,
        standing_words=words.standing_words,
        words=words,
    )


def asked_year() -> int:
    """The year in the address, this one where there is none or none that can be."""
    year = request.args.get("year", today().year, type=counting)
    return year if FIRST_YEAR <= year <= today().year else today().year


def _asked() -> Asked:
    """Which people of a unit the address asks for."""
    search = request.args.get("q", "").strip()[:100]
    return Asked(search, below=request.args.get("target") == BELOW_TARGET)


def _offered(years: Iterable[int]) -> list[int]:
    """The years to choose from: those with entries, this one and the one before."""
    this = today().year
    return sorted({*years, this, this - 1}, reverse=True)


def _transcript(person: Any) -> Response:
    throttle.hit("paper", str(actor().id), PAPERS)
    year = None if request.args.get("year") == "all" else asked_year()
    sheet = transcript_sheet(
        transcript_of(person, year), year, numbered=_may_be_numbered(person), by=actor()
    )
    response = Response(pdf_of(sheet), mimetype="application/pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return named(response, f"transkrip-jam-belajar-{year or 'semua'}.pdf")


def _may_be_numbered(person: Any) -> bool:
    return person.id == actor().id or policy.sees_employee_numbers(actor())


def _exported(unit_id: int) -> tuple[list[str], Iterator[list[object]]]:
    """Header and rows; employee numbers for those who administer people only."""
    numbered = policy.sees_employee_numbers(actor())
    rows = overviews.course_history(actor(), unit_id, asked_year())
    _log("credentials.unit_export", ("unit", unit_id))
    header = ["nama", *(["nip"] if numbered else []), *SIASN_FIELDS]
    return header, _cells(rows, numbered=numbered)


def _listed(unit_id: int) -> tuple[list[str], Iterator[list[object]]]:
    """Header and rows of the people whom the address asks for."""
    year = asked_year()
    rows = overviews.people_leaving(actor(), unit_id, year, _asked())
    _log("credentials.unit_export", ("unit", unit_id))
    header = ["nama", "unit", "jabatan", "kepegawaian", "tahun", "jp", "target", "kurang"]
    return header, _person_cells(rows, year)


def _person_cells(rows: Iterable[PersonLine], year: int) -> Iterator[list[object]]:
    targets = targets_of_year(year)
    for one in rows:
        aim = enough(targets.get(one.employment, words.NO_TARGET))
        yield [
            one.name,
            one.unit,
            one.position,
            words.employment_words(one.employment),
            year,
            one.counted / ONE,
            "" if aim is None else aim / ONE,
            "" if aim is None else max(0, aim - one.counted) / ONE,
        ]


def _cells(rows: Iterable[CourseHistory], *, numbered: bool) -> Iterator[list[object]]:
    for row in rows:
        yield [
            row.name,
            *([row.employee_number] if numbered else []),
            row.title,
            row.form,
            product_name() if row.source_kind == "completion" else row.institution,
            row.certificate_number,
            row.counted / ONE,
            row.year,
            f"{row.started_on:%d-%m-%Y}",
            f"{row.ended_on:%d-%m-%Y}",
        ]


def _log(page: str, subject: tuple[str, object]) -> None:
    audit.record_view(actor_id=actor().id, page=page, subject=subject)
