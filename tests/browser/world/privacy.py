"""What people asked about their data, in every state, for the pages that show it: Siti's wait, with
texts as long as they may be, Ayu's were answered, Teguh is erased, Indra's data may only be kept.

What does not belong here: which pages are looked at (`places/privacy.py`).
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from lms import schedule
from lms.accounts import actions as accounts
from lms.core import audit, clock, jobs
from lms.core.db import begin_unit
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
        ids = _long_requests(int(found["siti"])) | {"teguh": _erased(eko)}
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
