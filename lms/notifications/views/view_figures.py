"""The figures of a saved view in words, each with how it has changed since the mail before.

What does not belong here: reckoning them (supervision does).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lms.notifications.views.blueprint import blueprint
from lms.web.locale import number
from lms.web.locale import text as _

Figures = Mapping[str, int]


@blueprint.app_template_filter("view_figures")
def view_figures(params: Mapping[str, Any]) -> list[str]:
    """A line for each figure among the parameters of a notice."""
    now, before = params["figures"], params["told"]
    if "people" in now:
        return list(_of_people(now, before, params["status"]))
    return list(_of_unit(now, before, params["day"][:4], of_course=bool(params["course_title"])))


def _of_people(now: Figures, before: Figures, status: str) -> Iterator[str]:
    words = {
        "people": _("Pegawai"),
        "not-enrolled": _("Belum mendaftar"),
        "active": _("Kursus yang sedang diikuti"),
        "completed": _("Kursus yang tuntas"),
        "withdrawn": _("Kursus yang ditinggalkan"),
    }
    for name, label in words.items():
        if not status or name in ("people", status):
            yield _line(label, number(now[name], 0), _change(now, before, name))


def _of_unit(now: Figures, before: Figures, year: str, *, of_course: bool) -> Iterator[str]:
    def counted(label: str, name: str) -> str:
        return _line(label, number(now[name], 0), _change(now, before, name))

    def rated(label: str, name: str, whole: str) -> str:
        return _line(label, _part(now[name], now[whole]), _change(now, before, name))

    if not of_course:
        yield counted(_("Pegawai"), "members")
        yield counted(_("Pegawai terlambat"), "late")
    yield counted(_("Kewajiban"), "assigned")
    yield rated(_("Kewajiban terpenuhi"), "fulfilled", "assigned")
    yield rated(_("Kewajiban lewat jatuh tempo"), "overdue", "assigned")
    yield counted(_("Kursus yang tuntas"), "completed")
    yield _average(now, before)
    if not of_course:
        yield _hours(now, before, year)
        yield rated(_("Mencapai target JP"), "on_target", "aimed")


def _average(now: Figures, before: Figures) -> str:
    if not now["scored"]:
        return _line(_("Rata-rata nilai"), "–", "")
    mean = now["score"] / now["scored"] / 100
    change = ""
    if before and before["scored"]:
        change = _signed(mean - before["score"] / before["scored"] / 100, 1)
    words = _("%(mean)s dari %(n)s ketuntasan", mean=number(mean), n=number(now["scored"], 0))
    return _line(_("Rata-rata nilai"), words, change)


def _hours(now: Figures, before: Figures, year: str) -> str:
    label = _("Jam belajar %(year)s", year=year)
    if not now["members"]:
        return _line(label, "–", "")
    words = _(
        "%(all)s JP, %(each)s JP per orang",
        all=number(now["hours"] / 100),
        each=number(now["hours"] / now["members"] / 100),
    )
    change = _signed((now["hours"] - before["hours"]) / 100, 1) if before else ""
    return _line(label, words, change)


def _part(part: int, whole: int) -> str:
    if not whole:
        return "–"
    words = {"part": number(part, 0), "whole": number(whole, 0)}
    return _("%(part)s dari %(whole)s, %(rate)s %%", **words, rate=number(100 * part / whole, 0))


def _change(now: Figures, before: Figures, name: str) -> str:
    return _signed(now[name] - before[name], 0) if before else ""


def _signed(change: float, digits: int) -> str:
    """`+3`, `−2`, or that nothing changed as far as the digits show it."""
    shown = round(change, digits)
    if shown == 0:
        return _("tetap")
    return f"{'+' if shown > 0 else '−'}{number(abs(shown), digits)}"


def _line(label: str, words: str, change: str) -> str:
    return f"{label}: {words}" + (f" ({change})" if change else "")
