"""Sheets of people: read as offices make them, checked, applied in steps, taken back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select, update

from lms import schedule
from lms.accounts.actions import importing
from lms.accounts.actions.importing import RefusedSheet, applying, checking, slices
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    PayGrade,
    PeopleImport,
    PeopleImportChange,
    PeopleImportFinding,
    Person,
    RoleGrant,
    SupervisorAssignment,
)
from lms.accounts.source import kept
from lms.core import jobs
from lms.core.clock import now, today
from lms.core.db import begin_unit, begin_writing, commit, db, rollback
from tests.cast import Cast
from tests.factories.accounts import new_person

HEAD = "nipBaru;nama;NIK;golRuangAkhir;unorNama;jabatanNama;statusPegawai;tmtJabatan;status"
AYU = "'19950412 202001 2 001;AYU LESTARI;18;III/b;Bidang Cipta Karya;Analis;PNS;01-11-2026;Aktif"
BUDI = "198001012005011009;BUDI SANTOSO;18;III/a;Bidang Cipta Karya;Analis;PNS;01-11-2026;Aktif"
FAJAR = "199209012025211006;Fajar Nugroho;18;IX;Bidang Pelayanan Kesehatan;;PPPK;;Pensiun"
SHEET = "\n".join((HEAD, AYU, BUDI, FAJAR))

OF_IMPORTS = ("people_import", "import_mapping", "job", "audit", "recount")
"""Tables of imports themselves, of what the worker has to do, and of what was done."""


def received(text: str | bytes, by: int | None, **options: Any) -> int:
    """An import whose sheet was checked by the worker; returns its id."""
    content = text.encode() if isinstance(text, str) else text
    begin_unit(may_write=True)
    one = importing.receive_sheet(sent=io.BytesIO(content), file_name="a.csv", actor_id=by)
    import_id = one.id
    chosen = {
        "mapping": dict(one.mapping),
        "effective_from": today(),
        "create_units": False,
        "full_list_unit_id": None,
        "retire_many": False,
    }
    importing.begin_check(import_id=import_id, actor_id=by, **(chosen | options))
    commit()
    work()
    return import_id


def applied(import_id: int) -> PeopleImport:
    importing.begin_applying(import_id=import_id, actor_id=None)
    commit()
    work()
    return db.session.get_one(PeopleImport, import_id)


def work() -> None:
    jobs.run_due(schedule.JOBS)
    assert jobs.failed() == []
    assert set(db.session.scalars(select(jobs.Job.error))) <= {None}
    begin_unit(may_write=True)


def kinds(import_id: int) -> dict[str, int]:
    found: dict[str, int] = db.session.get_one(PeopleImport, import_id).counts.get("kinds", {})
    return found


def codes(import_id: int) -> list[tuple[int, str]]:
    query = select(PeopleImportFinding.row_number, PeopleImportFinding.code).where(
        PeopleImportFinding.import_id == import_id
    )
    return [tuple(row) for row in db.session.execute(query)]


def everything() -> dict[str, list[Any]]:
    return {
        table.name: sorted(map(tuple, db.session.execute(table.select())), key=repr)
        for table in db.metadata.sorted_tables
        if not table.name.startswith(OF_IMPORTS)
    }


@pytest.mark.usefixtures("context")
class TestASheet:
    def test_creates_moves_and_retires(self, cast: Cast) -> None:
        import_id = received(SHEET, cast.eko.id)
        assert kinds(import_id) == {"transfer": 1, "create": 1, "retire": 1}
        assert applied(import_id).state == "applied"
        posts = db.session.scalars(
            select(Membership).where(Membership.person_id == cast.ayu.id).order_by(Membership.id)
        ).all()
        assert [post.unit_id for post in posts] == [
            cast.units["dpu-jalan"],
            cast.units["dpu-cipta"],
        ]
        assert posts[0].valid_until == posts[1].valid_from
        grade = select(PayGrade.grade).where(PayGrade.person_id == cast.ayu.id)
        assert db.session.scalars(grade).all() == ["III/b"]
        budi = db.session.scalars(select(Person).where(Person.user_name == "budi.santoso")).one()
        assert (budi.full_name, budi.email, budi.password_hash) == ("Budi Santoso", None, None)
        assert db.session.get_one(Person, cast.fajar.id).disabled_at is not None

    def test_links_people_with_a_supervisor_of_the_same_sheet(self, cast: Cast) -> None:
        head = "NIP;Nama;Unit Kerja;NIP Atasan"
        unit = "Bidang Cipta Karya"
        boss, ghost = BUDI.split(";")[0], "198001012005011019"
        sheet = "\n".join(
            (
                head,
                f"198203032006041008;Cahya Dewanti;{unit};{boss}",
                f"199504122020012001;Ayu Lestari;;{boss}",
                f"198304042007051007;Doni Saputra;{unit};{ghost}",
                f"{boss};Budi Santoso;{unit};",
                f"{ghost};;{unit};",
            )
        )
        before = everything()
        import_id = received(sheet, cast.eko.id)
        assert codes(import_id) == [(6, "name-missing")]
        applied(import_id)
        assert (4, "supervisor-unknown") in codes(import_id)
        led = select(SupervisorAssignment.person_id).join(
            Person, Person.id == SupervisorAssignment.supervisor_id
        )
        of_budi = led.where(Person.user_name == "budi.santoso")
        assert len(db.session.scalars(of_budi).all()) == 2
        whole = sheet.splitlines()
        again = received("\n".join((*whole[:3], whole[4])), cast.eko.id)
        assert kinds(again) == {}
        importing.begin_undoing(import_id=import_id, actor_id=None)
        commit()
        work()
        assert db.session.get_one(PeopleImport, import_id).state == "undone"
        assert everything() == before

    def test_changes_nothing_the_second_time(self, cast: Cast) -> None:
        applied(received(SHEET, cast.eko.id))
        before = everything()
        again = received(SHEET, cast.eko.id)
        assert kinds(again) == {}
        applied(again)
        assert everything() == before

    def test_is_taken_back_to_the_last_byte(self, cast: Cast) -> None:
        before = everything()
        unknown = BUDI.replace("Bidang Cipta Karya", "Bidang Baru").replace("011009", "011008")
        import_id = received(f"{SHEET}\n{unknown}", cast.eko.id, create_units=True)
        applied(import_id)
        assert everything() != before
        importing.begin_undoing(import_id=import_id, actor_id=None)
        commit()
        work()
        assert db.session.get_one(PeopleImport, import_id).state == "undone"
        assert everything() == before

    def test_leaves_alone_what_was_changed_since(self, cast: Cast) -> None:
        import_id = received(SHEET, cast.eko.id)
        applied(import_id)
        begin_writing()
        renamed = update(Person).where(Person.user_name == "budi.santoso")
        db.session.execute(renamed.values(full_name="Budi Santosa"))
        importing.begin_undoing(import_id=import_id, actor_id=None)
        commit()
        work()
        kept = select(PeopleImportChange.reason).where(PeopleImportChange.state == "kept")
        assert db.session.scalars(kept).all() == ["changed-since"]

    def test_shuts_whom_something_names_by_now_and_removes_the_others(self, cast: Cast) -> None:
        other = BUDI.replace("BUDI", "CHAIRIL").replace("011009", "011008")
        import_id = received(f"{SHEET}\n{other}", cast.eko.id)
        applied(import_id)
        budi = select(Person).where(Person.user_name == "budi.santoso")
        begin_writing()
        person_id = db.session.scalars(budi).one().id
        db.session.add(RoleGrant(person_id=person_id, role="learner", valid_from=today()))
        importing.begin_undoing(import_id=import_id, actor_id=None)
        commit()
        work()
        kept = select(PeopleImportChange.reason, PeopleImportChange.person_id).where(
            PeopleImportChange.state == "kept"
        )
        assert db.session.execute(kept).all() == [("in-use", person_id)]
        assert db.session.scalars(budi).one().disabled_at is not None
        number = select(EmployeeNumber.person_id).where(EmployeeNumber.number.like("19800101%"))
        assert db.session.scalars(number).all() == [person_id]

    def test_reads_each_row_about_once_however_often_the_worker_turns_to_other_work(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read = []
        real = kept.read_row
        monkeypatch.setattr(kept, "read_row", lambda line: read.append(line) or real(line))
        monkeypatch.setattr(slices, "SLICE_SECONDS", -1.0)
        monkeypatch.setattr(checking, "LEAST", 1)
        monkeypatch.setattr(checking, "MOST", 1)
        rows = [BUDI.replace("011009", f"011{n:03}") for n in range(20)]
        import_id = received("\n".join((HEAD, *rows, rows[3])), cast.eko.id)
        assert kinds(import_id) == {"create": 20}
        assert codes(import_id) == [(22, "number-twice")]
        assert len(read) < 2 * len(rows)

    def test_goes_on_after_a_crash(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        for size in ("START", "LEAST", "MOST"):
            monkeypatch.setattr(applying, size, 1)
        rows = [
            BUDI.replace("011009", f"011{n:03}").replace("BUDI", f"Budi {'abcdefgh'[n]}")
            for n in range(8)
        ]
        import_id = received("\n".join((HEAD, *rows)), cast.eko.id)
        importing.begin_applying(import_id=import_id, actor_id=None)
        commit()
        applier = applying.Applier(import_id)
        for _ in range(3):
            applier.step()
            commit()
        applier.step()
        rollback()  # cut off before the commit
        begin_unit(may_write=True)
        work()
        one = db.session.get_one(PeopleImport, import_id)
        assert (one.state, one.done, one.total) == ("applied", 8, 8)
        numbers = select(EmployeeNumber).where(EmployeeNumber.number.like("19800101%"))
        assert len(db.session.scalars(numbers).all()) == 8

    def test_does_a_step_again_whose_names_and_changes_were_taken_meanwhile(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two workers at once, and somebody who creates a person while a step waits for its turn."""
        monkeypatch.setattr(applying, "START", 1)
        monkeypatch.setattr(applying, "MOST", 1)
        names = ("BUDI SANTOSO", "CITRA KIRANA", "DONI SAPUTRA")
        rows = [
            BUDI.replace("011009", f"011{n:03}").replace("BUDI SANTOSO", name)
            for n, name in enumerate(names)
        ]
        import_id = received("\n".join((HEAD, *rows)), cast.eko.id)
        importing.begin_applying(import_id=import_id, actor_id=None)
        commit()
        slow, quick = applying.Applier(import_id), applying.Applier(import_id)
        slow.step()  # has read all three by now, and written one
        commit()
        quick.step()
        commit()
        begin_writing()
        taken = {"user_name": "doni.saputra", "full_name": "Doni S.", "created_at": now()}
        db.session.add(Person(**taken))
        commit()
        for _ in range(3):
            assert slow.step() is True
            commit()
        work()
        one = db.session.get_one(PeopleImport, import_id)
        assert (one.state, one.done, one.total) == ("applied", 3, 3)
        created = select(Person.user_name).join(EmployeeNumber).order_by(Person.user_name)
        created = created.where(EmployeeNumber.number.like("19800101%"))
        assert db.session.scalars(created).all() == [
            "budi.santoso",
            "citra.kirana",
            "doni.saputra.1002",
        ]

    def test_keeps_nothing_sensitive(self, cast: Cast) -> None:
        sheet = f"{HEAD};Agama;No\n{AYU};Hindu;1871011204950001"
        import_id = received(sheet, cast.eko.id)
        one = db.session.get_one(PeopleImport, import_id)
        assert one.dropped == ["NIK", "Agama", "No"]
        assert one.rows_sha256 is not None
        applied(import_id)
        assert db.session.get_one(PeopleImport, import_id).rows_sha256 is None

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            ("1,98001E+17;Dora;;;Bidang Cipta Karya;;PNS;;", "number-rounded"),
            (";Dora;;;Bidang Cipta Karya;;PNS;;", "number-missing"),
            ("198001012005991009;Dora;;;Bidang Cipta Karya;;PNS;;", "number-wrong"),
            ("198001012005011009;;;;Bidang Cipta Karya;;PNS;;", "name-missing"),
            ("198001012005011009;Dora;;;Bidang Awan;;PNS;;", "unit-unknown"),
        ],
    )
    def test_a_wrong_row_is_named_and_kept_out(self, cast: Cast, row: str, code: str) -> None:
        import_id = received(f"{HEAD}\n{row}", cast.eko.id)
        assert codes(import_id) == [(2, code)]
        assert kinds(import_id) == {}

    def test_the_code_of_a_contract_is_no_month(self, cast: Cast) -> None:
        row = "198001012025211009;Dora;;IX;Bidang Cipta Karya;;PPPK;;"
        assert kinds(received(f"{HEAD}\n{row}", cast.eko.id)) == {"create": 1}

    def test_somebody_twice_is_taken_once(self, cast: Cast) -> None:
        import_id = received("\n".join((HEAD, BUDI, BUDI)), cast.eko.id)
        assert codes(import_id) == [(3, "number-twice")]
        assert kinds(import_id) == {"create": 1}

    def test_a_new_number_of_a_similar_person_is_pointed_out(self, cast: Cast) -> None:
        row = "199504122024212001;AYU LESTARI PUTRI;;;Bidang Cipta Karya;;PPPK;;"
        import_id = received(f"{HEAD}\n{row}", cast.eko.id)
        assert codes(import_id) == [(2, "possible-double")]

    def test_a_full_list_retires_whom_it_does_not_name(self, cast: Cast) -> None:
        unit = cast.units["dpu"]
        sheet = f"{HEAD}\n{AYU}"
        refused = received(sheet, cast.eko.id, full_list_unit_id=unit)
        assert codes(refused) == [(0, "retires-many")]
        assert "retire" not in kinds(refused)
        meant = received(sheet, cast.eko.id, full_list_unit_id=unit, retire_many=True)
        assert kinds(meant)["retire"] == 1
        applied(meant)
        assert db.session.get_one(Person, cast.citra.id).disabled_at is not None


def test_an_agencys_administrator_changes_own_people_only(app: Flask, cast: Cast) -> None:
    unit = cast.units["dpu"]
    hana = new_person(app, "hana", unit_id=unit, role="agency_admin", role_unit_id=unit)
    with app.app_context():
        others = BUDI.replace("Bidang Cipta Karya", "Bidang Pelayanan Kesehatan")
        import_id = received("\n".join((HEAD, AYU, others, FAJAR)), hana)
        assert codes(import_id) == [(3, "unit-of-others"), (4, "other-agency")]
        assert kinds(import_id) == {"transfer": 1}


def test_an_address_is_no_way_into_a_mightier_account(app: Flask, cast: Cast) -> None:
    unit = cast.units["bpsdm"]
    hana = new_person(app, "hana", unit_id=unit, role="agency_admin", role_unit_id=unit)
    with app.app_context():
        sheet = (
            "NIP;Nama;Surel;Status\n198902142014031005;Eko Saputra;hana2@contoh.go.id;Aktif\n"
            "198003152005011002;Bima Prakoso;;Pensiun\n"
        )
        import_id = received(sheet, hana)
        assert codes(import_id) == [(2, "email-out-of-reach"), (3, "out-of-reach")]
        assert kinds(import_id) == {}


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04broken", "broken"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "no-table"),
        (b"<html><table><tr><td>NIP</td></tr></table></html>", "no-table"),
        (b"1;2;3\n4;5;6\n", "no-header"),
        (b'NIP;Nama\n1;"' + b"x" * 200_000, "quotes"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedSheet) as refused:
        importing.receive_sheet(sent=io.BytesIO(content), file_name="x", actor_id=None)
    assert refused.value.reason == reason


@pytest.mark.usefixtures("context")
def test_a_workbook_is_read_below_its_titles_and_rounded_numbers_are_refused(cast: Cast) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["DAFTAR PEGAWAI"])
    sheet.append([])
    sheet.append(["No", "NIP", "Nama", "TMT", "Unit Kerja"])
    sheet.append([1, "198001012005011009", "Budi", today(), "Bidang Cipta Karya"])
    sheet.append([2, 1.98001012005011e17, "Dora", 46000, "Bidang Cipta Karya"])
    out = io.BytesIO()
    book.save(out)
    import_id = received(out.getvalue(), cast.eko.id)
    assert codes(import_id) == [(5, "number-rounded")]
    assert kinds(import_id) == {"create": 1}


@pytest.mark.usefixtures("context")
def test_five_thousand_people_come_in_and_go_again(cast: Cast) -> None:
    before = everything()
    rows = [
        f"19800101{2000 + n // 1000}01{1 + n % 2}{n % 1000:03};Orang {n};;III/a;"
        "Bidang Cipta Karya;;PNS;;"
        for n in range(5_000)
    ]
    import_id = received("\n".join((HEAD, *rows)), cast.eko.id)
    assert kinds(import_id) == {"create": 5_000}
    assert applied(import_id).done == 5_000
    importing.begin_undoing(import_id=import_id, actor_id=None)
    commit()
    work()
    assert everything() == before
