"""What supervisors of Ayu's unit said: Siti has texts as long as they may be and was reminded as often as
may be, Hana has no e-mail; one reminder to many is sent, another waits.

What does not belong here: which pages are looked at (`places/messages.py`).
"""

from __future__ import annotations

from flask import Flask

from lms.core.db import begin_unit
from lms.supervision.actions.messages import Words, praise, remind, write_note
from lms.supervision.actions.reminder_rounds import remind_shown, send_round
from lms.supervision.rules.filters import Filters
from tests.browser.world.names import LONG_TITLE, PROJECT
from tests.factories.learning import committed

LONG = f"Pertanggungjawabannyalah{'pertanggungjawaban' * 5}\n\n{LONG_TITLE}. " + "Teruskan. " * 150


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Praise, remind and write; returns the ids of the two reminders to many."""
    citra, siti = int(found["citra"]), int(found["siti"])
    with app.app_context():
        begin_unit(may_write=True)
        for number in range(25):
            words = Words("Kerja yang rapi.", f"dunia-{number}")
            praise(person_id=siti, words=words, actor_id=citra)
        write_note(person_id=siti, words=Words(LONG, "dunia", PROJECT), actor_id=citra)
        for key in ("dunia-1", "dunia-2"):
            remind(person_id=siti, words=Words(LONG, key, PROJECT), actor_id=citra)
        committed()
        rounds = [
            remind_shown(filters=Filters(), content=LONG, key=key, actor_id=citra)
            for key in ("dunia-1", "dunia-2")
        ]
        committed()
        for _step in send_round({"round_id": rounds[0]}):
            committed()
        committed()
    return {"round_sent": str(rounds[0]), "round_waiting": str(rounds[1])}
