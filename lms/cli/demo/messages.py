"""What Citra said to Ayu: praise and one reminder, labelled as data contoh.

What does not belong here: the words that are offered to supervisors.
"""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.db import db
from lms.supervision.actions.messages import Words, praise, remind

KEY = "data-contoh"
PRAISE = (
    "Saya membaca rencana perbaikan Anda: angkanya jelas dan langkahnya dapat dijalankan. Terima kasih"
    " sudah menyisihkan waktu untuk belajar. (data contoh)"
)
REMINDER = (
    "Mari lanjutkan kursusnya pekan ini, setengah jam sehari pun cukup. Bila ada kendala, sampaikan kepada"
    " saya. (data contoh)"
)


def create_messages() -> None:
    """Let Citra praise and remind Ayu; a second time says nothing more."""
    names = select(Person.user_name, Person.id).where(Person.user_name.in_(("ayu", "citra")))
    people = {row.user_name: row.id for row in db.session.execute(names)}
    said = {"person_id": people["ayu"], "actor_id": people["citra"]}
    praise(words=Words(PRAISE, KEY), **said)
    remind(words=Words(REMINDER, KEY), **said)
