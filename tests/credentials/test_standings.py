"""Who is below the target of a year: on a unit's page, in its files and by command, the same people."""

from __future__ import annotations

import json
from datetime import date

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.core.db import db
from lms.core.ledger import fold
from lms.credentials.models.hours import HOURS
from lms.credentials.rules.targets import Target, enough, standing
from tests.cast import Cast
from tests.cli.conftest import command
from tests.client import Client
from tests.factories.accounts import writing
from tests.factories.hours import attended

HOURS_OR_NONE = st.none() | st.integers(0, 3_000)


@given(st.integers(0, 4_000), HOURS_OR_NONE, HOURS_OR_NONE)
def test_enough_is_where_below_ends(counted: int, hours: int | None, cap: int | None) -> None:
    target = Target(hours, cap)
    least = enough(target)
    assert (standing(counted, target) == "below") == (least is not None and counted < least)


def test_those_below_the_target_are_counted_listed_and_exported(
    app: Flask, client: Client, cast: Cast
) -> None:
    unit = f"/credentials/hours/units/{cast.units['dpu-jalan']}"
    client.sign_in("citra")
    below = f"{unit}?target=below"
    people = client.get(unit).text.count("Kurang 20 JP dari target")
    assert people > 0
    assert f"{people} dari {people} pegawai di bawah target 2026." in client.get(unit).text
    with writing(app):
        # Half of it folded, half not yet: both count.
        attended(cast.ayu.id, 1, form="workshop", quantity=1_000)
        fold(HOURS)
        attended(cast.ayu.id, 2, form="workshop", quantity=1_000)
        attended(cast.ayu.id, 3, form="workshop", quantity=5_000, day=date(2025, 5, 5))
    assert f"{people - 1} dari {people} pegawai di bawah target 2026." in client.get(unit).text
    assert "Ayu Lestari" in client.get(unit).text
    page = client.get(below).text
    assert "Ayu Lestari" not in page
    assert f"{people - 1} dari {people} pegawai di bawah target 2026." in page
    every = client.get(f"{unit}/people.csv").get_data(as_text=True).splitlines()
    some = client.get(f"{unit}/people.csv?target=below").get_data(as_text=True).splitlines()
    assert every[0] == "\ufeffnama;unit;jabatan;kepegawaian;tahun;jp;target;kurang"
    ayu = next(line for line in every if line.startswith("Ayu"))
    assert ayu.endswith(";PNS;2026;100;20;0")
    assert ayu not in some
    assert len(every) - len(some) == 1
    assert all(line.endswith(";20;20") for line in some[1:])
    assert client.get(f"{unit}/people.xlsx?target=below").data[:2] == b"PK"
    found = client.get(f"{unit}?q=ayu&target=below").text
    assert "0 dari 1 pegawai" in found
    assert "Tidak ada yang cocok" in found


def test_where_nobody_is_below_the_page_says_so(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("citra")
    unit = f"/credentials/hours/units/{cast.units['dpu-jalan']}?target=below"
    listed = json.loads(_hours(app, "--unit", "dpu-jalan", "--json"))["list"]
    assert {line["standing"] for line in listed} == {"below"}
    with writing(app):
        for number, person in enumerate(vars(cast).values()):
            if hasattr(person, "employment"):
                attended(person.id, 100 + number, form="workshop", quantity=1_000)
    assert "Tidak ada yang di bawah target" in client.get(unit).text


def test_the_command_says_what_the_page_says(app: Flask, client: Client, cast: Cast) -> None:
    with writing(app):
        attended(cast.ayu.id, 1, form="workshop", quantity=100)
        db.session.flush()
    said = _hours(app, "--unit", "dpu-jalan")
    client.sign_in("citra")
    page = client.get(f"/credentials/hours/units/{cast.units['dpu-jalan']}").text
    ayu = next(line for line in said.splitlines() if line.startswith("Ayu Lestari"))
    sentence = ayu.rpartition(" | ")[2]
    assert "Kurang" in sentence
    assert sentence in page
    assert said.splitlines()[-1] in page
    told = json.loads(_hours(app, "--json"))
    of_unit = json.loads(_hours(app, "--unit", "dpu-jalan", "--below-target", "--json"))
    assert told["people"] == len(told["list"]) > of_unit["people"] >= of_unit["below"] > 0
    assert {one["standing"] for one in of_unit["list"]} == {"below"}
    assert of_unit["below"] == len(of_unit["list"])
    assert json.loads(_hours(app, "--year", "2025", "--json"))["year"] == 2025


def test_a_unit_that_is_none_is_wrong_use(app: Flask, cast: Cast) -> None:
    assert command(app, "credentials", "hours", "--unit", "tidak-ada").exit_code == 2


def _hours(app: Flask, *options: str) -> str:
    done = command(app, "credentials", "hours", *options)
    assert done.exit_code == 0, done.output
    return done.stdout
