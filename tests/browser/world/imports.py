"""Imports of people in every state: to be named, checked, applied, taken back.

What does not belong here: which pages are looked at (`places`).
"""

from __future__ import annotations

from io import BytesIO

from flask import Flask

from lms import schedule
from lms.accounts.actions import importing
from lms.accounts.models import PeopleImport
from lms.core import jobs
from lms.core.clock import today
from lms.core.db import begin_unit, db
from tests.browser.world.names import LONG_NAME
from tests.browser.world.units import LONG_UNIT
from tests.factories.learning import committed

_HEAD = "nipBaru;nama;NIK;golRuangAkhir;unorNama;jabatanNama;statusPegawai;tmtJabatan;status"
_BROKEN = f"""{_HEAD}
198001012005011009;BUDI SANTOSO;18;III/a;Bidang Cipta Karya;Analis;PNS;01-11-2026;Aktif
1,98E+17;Dora;18;;Bidang Cipta Karya;;PNS;;
199504122020012001;AYU LESTARI;18;III/c;Bidang Cipta Karya;Analis;PNS;01-11-2026;Aktif
198503032010012007;{LONG_NAME};18;XX;{LONG_UNIT};Pengelola {LONG_UNIT};PNS;kemarin;Aktif
198604042011012008;Rina Wulandari;18;II/c;Seksi yang Belum Ada;;PNS;;Aktif
"""
_SOUND = f"""{_HEAD}
197902022003121002;SURYA DARMA;18;III/d;Badan Pengembangan Sumber Daya Manusia;Pengawas;PNS;01-11-2026;Aktif
"""


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Imports by Eko; returns their ids by state."""
    eko = int(found["eko"])
    with app.app_context():
        made = {
            "mapping": _received("pegawai-oktober.csv", _BROKEN, eko),
            "checked": _checked(f"daftar-{'pegawai-' * 12}2026.csv", _BROKEN, eko),
            "undone": _applied("pegawai-september.csv", eko),
        }
        importing.begin_undoing(import_id=made["undone"], actor_id=eko)
        _work()
        made["applied"] = _applied("pegawai-november.csv", eko)
    return {f"import_{state}": str(import_id) for state, import_id in made.items()}


def _received(name: str, sheet: str, by: int) -> int:
    one = importing.receive_sheet(sent=BytesIO(sheet.encode()), file_name=name, actor_id=by)
    import_id = one.id
    committed()
    return import_id


def _checked(name: str, sheet: str, by: int) -> int:
    import_id = _received(name, sheet, by)
    importing.begin_check(
        import_id=import_id,
        mapping=dict(db.session.get_one(PeopleImport, import_id).mapping),
        effective_from=today(),
        create_units=False,
        full_list_unit_id=None,
        retire_many=False,
        actor_id=by,
    )
    _work()
    return import_id


def _applied(name: str, by: int) -> int:
    import_id = _checked(name, _SOUND, by)
    importing.begin_applying(import_id=import_id, actor_id=by)
    _work()
    return import_id


def _work() -> None:
    """What the worker does, for imports alone: elsewhere in this world other work waits."""
    committed()
    steps = ("check-people", "apply-people", "undo-people")
    jobs.run_due({kind: schedule.JOBS[kind] for kind in steps})
    begin_unit(may_write=True)
