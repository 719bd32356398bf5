"""Pages among many people against the same pages among few: the server's time, and its memory.

Both show the same number of rows, but for units. What does not belong here: making the people
(`installations`).
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from lms.cli.demo import PASSWORD
from lms.cli.demo.names import InventedPerson, invented_people
from tests.bench.report import Report
from tests.bench.visitor import Answer, Visitor
from tests.scale import clock
from tests.scale.installations import Host

LIMIT = 3.0
REQUEST_MB = 50.0
ROUNDS, REQUESTS = 6, 4
"""Rounds of requests in a row before the other side's turn; the first round warms up."""

HEAD = "contoh-000000"
"""The head of the province's education agency, the first one of the plan."""

COURSE = "contoh-001"
"""The course that most of the invented people take."""


@dataclass(frozen=True)
class Page:
    """A page that somebody opens."""

    who: str
    what: str
    address: str
    grows: bool = False
    """It shows units, of which a larger province has more."""


def wanted(few: int, many: int) -> tuple[Page, ...]:
    """The pages whose time must not grow with the people."""
    person = _unmistakable(few, many)
    number = person.employee_number
    name = urlencode({"q": person.full_name})
    tree = "/supervision/units/1"
    class_list, gradebook = f"/learn/{COURSE}/-/class", f"/courses/{COURSE}/gradebook"
    return (
        Page("eko", "people", "/people"),
        Page("eko", "a person by name", f"/people?{name}"),
        Page("eko", "a person by number", f"/people?q={number}"),
        Page("eko", "a frequent word", "/people?q=sa"),
        Page("dewi", "people of the whole tree", "/people"),
        Page("dewi", "of the whole tree, by name", f"/people?{name}"),
        Page("dewi", "of the whole tree, by number", f"/people?q={number}"),
        Page("eko", "units", "/units"),
        Page("eko", "people of the top unit", "/units/1/people"),
        Page(HEAD, "overview of a large agency", "/supervision"),
        Page(HEAD, "overview by progress", "/supervision?sort=-progress"),
        Page(HEAD, "overview by score", "/supervision?sort=score"),
        Page(HEAD, "overview by last activity", "/supervision?sort=-last-activity"),
        Page(HEAD, "overview of one course", f"/supervision?course={COURSE}"),
        Page(HEAD, "overview, completed", "/supervision?status=completed"),
        Page("eko", "figures of the whole tree", tree, grows=True),
        Page("eko", "the same, on another day", f"{tree}?on=2026-06-30", grows=True),
        Page("eko", "the same, of one course", f"{tree}?course={COURSE}", grows=True),
        Page("eko", "people behind one of them", f"{tree}/people?measure=completed"),
        Page("eko", "class list", class_list),
        Page("eko", "class list by progress", f"{class_list}?sort=-progress"),
        Page("eko", "class list by unit", f"{class_list}?sort=unit"),
        Page("eko", "class list, completed", f"{class_list}?state=completed"),
        Page("eko", "gradebook", gradebook),
        Page("eko", "gradebook by mean", f"{gradebook}?sort=-mean"),
        Page("eko", "audience of a course", f"/authoring/{COURSE}/settings"),
        Page(HEAD, "home", "/"),
        Page("eko", "catalogue", "/courses"),
    )


def times(report: Report, large: Host, small: Host, pages: Sequence[Page]) -> None:
    """The time of each page among many, over that among few."""
    for page in pages:
        with _signed_in(large, page.who) as many, _signed_in(small, page.who) as few:
            ours, base = _alternated(page, (large, small), (many, few))
        report.times(page.what, statistics.median(ours), statistics.median(base), LIMIT)


def memory(report: Report, host: Host, pages: Sequence[Page]) -> None:
    """How much more memory the greediest request needs for a moment: of the pages, and of tables that
    leave as files. The server has one process that answers, and has just started."""
    tables = (
        Page(HEAD, "choosing a file of the overview", "/supervision/exports/new?of=people"),
        Page("eko", "class list as CSV", f"/learn/{COURSE}/-/class.csv"),
        Page("eko", "gradebook as XLSX", f"/courses/{COURSE}/gradebook.xlsx"),
    )
    greediest, most = "", 0.0
    for page in (*pages, *tables):
        with _signed_in(host, page.who) as visitor:
            before = {one: _forgotten_peak(one) for one in host.server.worker_ids()}
            _opened(visitor, page)
            grown = max(clock.peak_mb(one) - then for one, then in before.items())
        if grown > most:
            greediest, most = page.what, grown
    report.most(f"memory of a request ({greediest})", most, "MB", REQUEST_MB, REQUEST_MB)


def _forgotten_peak(process: int) -> float:
    clock.forget_peak(process)
    return clock.resident_mb(process)


def _unmistakable(few: int, many: int) -> InventedPerson:
    """Somebody of the smaller province whose name nobody else of the larger one has."""
    everybody = list(invented_people(many))
    names = Counter(one.full_name for one in everybody)
    return next(
        one
        for one in everybody[:few]
        if names[one.full_name] == 1 and len(one.full_name.split()) >= 5
    )


def _alternated(
    page: Page, hosts: tuple[Host, Host], visitors: tuple[Visitor, Visitor]
) -> tuple[list[float], list[float]]:
    """Seconds of CPU of each host for a request, in turn."""
    found: tuple[list[float], list[float]] = ([], [])
    shown = [0, 0]
    for turn in range(ROUNDS):
        for side, (host, visitor) in enumerate(zip(hosts, visitors, strict=True)):
            for _ in range(REQUESTS):
                before = host.cpu_seconds()
                _opened(visitor, page)
                if turn:
                    found[side].append(host.cpu_seconds() - before)
            shown[side] = _rows(visitor, page) if not turn else shown[side]
    if shown[0] != shown[1] and not page.grows:
        raise RuntimeError(f"{page.what}: {shown[0]} rows against {shown[1]}")
    return found


def _rows(visitor: Visitor, page: Page) -> int:
    answer = visitor.get(page.address, **{"Accept-Encoding": "identity"})
    return answer.body.count(b"<tr")


def _opened(visitor: Visitor, page: Page) -> Answer:
    answer = visitor.get(page.address)
    if answer.status != 200:
        raise RuntimeError(f"{page.address} answered {answer.status}")
    return answer


def _signed_in(host: Host, who: str) -> Visitor:
    visitor = Visitor(host.server)
    visitor.sign_in(who, PASSWORD)
    return visitor
