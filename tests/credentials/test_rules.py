"""Numbers that never look alike, periods by the calendar, codes in any spelling, and sheets that hold
every word in the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.credentials.rules import codes, numbers, validity
from lms.credentials.rules.addresses import verify_url
from lms.credentials.rules.designs import Design, checked_design
from lms.credentials.rules.facts import masked
from lms.credentials.rules.samples import sample_facts
from lms.credentials.source.sheet.order import Order, from_json, to_json
from lms.credentials.source.sheet.pages import render
from tests.conftest import MOMENT
from tests.tools.sheets import qr_on

PATTERNS = (
    "{seq:05}/{agency}/{month_roman}/{year}",
    "{agency}-{year}-{month}-{seq}",
    "No. {seq:03} / {agency} / {year}",
)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(st.sampled_from(PATTERNS), st.lists(st.integers(1, 10**6), unique=True, min_size=2), DAYS)
def test_two_places_in_a_sequence_never_look_alike(
    pattern: str, places: list[int], day: date
) -> None:
    assert numbers.checked_pattern(pattern) == pattern
    made = {
        numbers.number(pattern, seq=seq, agency="BPSDM", month=day.month, year=day.year)
        for seq in places
    }
    assert len(made) == len(places)


def test_a_number_reads_as_offices_write_it_and_counts_by_agency() -> None:
    made = numbers.number(PATTERNS[0], seq=17, agency="BPSDM", month=11, year=2026)
    assert made == "00017/BPSDM/XI/2026"
    assert numbers.scope_of(PATTERNS[0], "A") != numbers.scope_of(PATTERNS[0], "B")


MISLEADING = (
    *("", "{year}", "{seq}", "{seq}/{seq}/{year}", "{seq}{year}", "1{seq}/{year}"),
    *("{seq}/{nip}/{year}", "{seq}/{year}\u202e", "{seq:0x}/{year}", "{seq}/{year}" + "/x" * 40),
)


@pytest.mark.parametrize("pattern", MISLEADING)
def test_a_pattern_whose_numbers_could_be_mistaken_is_refused(pattern: str) -> None:
    with pytest.raises(Invalid):
        numbers.checked_pattern(pattern)


@given(DAYS, st.integers(1, validity.LONGEST_MONTHS))
def test_a_period_ends_on_the_same_day_or_with_the_shorter_month(day: date, months: int) -> None:
    end = validity.last_day(day, months)
    assert end is not None
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)
    states = [
        validity.state(end, revoked=False, window_days=30, day=end + timedelta(days=by))
        for by in (-31, -30, 0, 1)
    ]
    soon = [validity.EXPIRES_SOON] * 2
    assert states == [validity.VALID, *soon, validity.EXPIRED]
    assert validity.state(end, revoked=True, window_days=30, day=end) == validity.REVOKED


@given(
    st.text(alphabet=codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH), st.booleans()
)
def test_a_code_is_read_in_any_spelling(code: str, small: bool) -> None:
    typed = codes.grouped(code).replace("0", "O").replace("1", "l")
    assert codes.read(typed.lower() if small else f" {typed} ") == code
    assert codes.read(verify_url(code, "a.b", site="https://contoh.go.id")) == code


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(text: str) -> None:
    read = codes.read(text)
    assert read is None or codes.read(read) == read


def test_an_employee_number_on_a_sheet_tells_neither_birth_nor_sex() -> None:
    assert masked("199504122020012001") == "•" * 15 + "001"


def test_a_body_may_hold_nothing_but_the_fixed_placeholders() -> None:
    for body in ("{nip}", "{course", "course}", "{}", ""):
        with pytest.raises(Invalid):
            checked_design({**Design().stored(), "body": body})
    assert checked_design(Design().stored()) == Design()


NAMES = st.text(
    alphabet=st.characters(min_codepoint=0x41, max_codepoint=0x17F, categories=["Lu", "Ll"]),
    min_size=1,
    max_size=30,
)


@settings(max_examples=6)
@given(st.lists(NAMES, min_size=1, max_size=14))
def test_a_sheet_holds_the_whole_name_in_the_same_bytes_each_time(names: list[str]) -> None:
    design = Design()
    facts = replace(sample_facts(design, MOMENT.date(), "Ruang Belajar"), holder=" ".join(names))
    order = Order(design, facts, "https://contoh.go.id/verify/7K3MQ2XA9WDT", MOMENT)
    sheet = render(order)
    assert sheet == render(from_json(to_json(order)))
    text = pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert "".join(names) in "".join(text.split())
    assert qr_on(sheet) == order.address
