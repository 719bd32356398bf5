"""What people asked about their data, in every state, for the pages that show it: Siti's wait, with
texts as long as they may be, Ayu's were answered, Teguh is erased, Indra's data may only be kept.

What does not belong here: which pages are looked at (`places/privacy.py`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from lms import schedule
from lms.accounts import actions as accounts
from lms.accounts.models import SuspectedDouble
from lms.core import audit, clock, jobs
from lms.core.db import begin_unit, begin_writing, db
from lms.privacy.actions import copies, requests
from tests.factories.learning import committed

LONG_TEXT = (
    "Nama saya tertulis tanpa gelar kebangsawanan dan tanda hubungnya hilang sejak pemindahan"
    " data kepegawaian tahun lalu, sehingga sertifikat pelatihan saya tidak diakui di instansi. "
) * 3


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Ask and answer; returns the ids of requests by name."""
    eko, ayu = int(found["eko"]), int(found["ayu"])
    with app.app_context():
        committed()
        granted = _asked(ayu, "restriction", "Sengketa nilai.")
        declined = _asked(ayu, "correction", "Salah eja.", field="full_name", proposed="Ayu L.")
        requests.decline(request_id=int(declined), decision="Tidak sesuai SK.", actor_id=eko)
        requests.grant(request_id=int(granted), decision="Sesuai permintaan.", actor_id=eko)
        requests.lift(person_id=ayu, actor_id=eko)
        requests.restrict(person_id=int(found["indra"]), reason="Sengketa.", actor_id=eko)
        copies.ask_copy(person_id=ayu, actor_id=ayu)
        committed()
        jobs.run_due({"copy-data": schedule.JOBS["copy-data"]})
        begin_unit(may_write=True)
        copies.ask_copy(person_id=int(found["siti"]), actor_id=int(found["siti"]))
        committed()
        ids = _long_requests(int(found["siti"])) | {"teguh": _erased(eko)} | _doubles(found, eko)
        audit.record_view(actor_id=eko, page="privacy.person", subject=("person", ayu))
    return ids | {"granted": granted}


def _asked(person_id: int, kind: str, content: str, **more: str) -> str:
    request_id = requests.ask(person_id=person_id, kind=kind, content=content, **more).id
    committed()
    return str(request_id)


def _long_requests(siti: int) -> dict[str, str]:
    with clock.frozen(clock.now() - timedelta(days=4)):
        late = _asked(
            siti, "correction", LONG_TEXT, field="full_name", proposed="Raden Ayu Siti Nurhaliza"
        )
    return {"late": late, "erasure": _asked(siti, "erasure", "Saya pindah ke kementerian.")}


def _erased(eko: int) -> str:
    person_id = accounts.create_person(user_name="teguh", full_name="Teguh Santosa").id
    committed()
    accounts.pseudonymise(person_id=person_id, name=f"Pegawai terhapus {person_id}")
    committed()
    return str(person_id)


def _doubles(found: dict[str, str], eko: int) -> dict[str, str]:
    """Hana and Siti may be one person, Joko and Lina aren't, Mira had two accounts."""
    twin = accounts.create_person(user_name="mira.dua", full_name="Mira Handayani").id
    committed()
    begin_writing()
    mira = int(found["mira"])
    pairs = {
        "double": SuspectedDouble(**_pair(int(found["siti"]), int(found["hana"]))),
        "apart": SuspectedDouble(**_pair(int(found["joko"]), int(found["lina"]))),
        "merged": SuspectedDouble(
            **_pair(mira, twin),
            state="same",
            kept_id=mira,
            reason="Nomornya berganti.",
            decided_at=clock.now(),
            decided_by_id=eko,
        ),
    }
    db.session.add_all(pairs.values())
    db.session.flush()
    ids = {name: pair.id for name, pair in pairs.items()}
    committed()
    accounts.tell_apart(pair_id=ids["apart"], actor_id=eko)
    committed()
    accounts.leave_shell(joined_id=twin)
    committed()
    return {name: str(pair_id) for name, pair_id in ids.items()}


def _pair(one: int, other: int) -> dict[str, Any]:
    return {"one_id": min(one, other), "other_id": max(one, other), "found_at": clock.now()}
