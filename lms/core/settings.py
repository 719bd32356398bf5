"""What an administrator may change while the application runs: names, bounds, defaults, words.

A variable in the environment wins over the table and locks its setting. The values are kept in each
process; a number that comes with every signed-in request (`version`) tells when they have changed,
and whoever has no session asks the table again after a few seconds.

What does not belong here: where data lies, keys, addresses, the time zone (`config.py`): they hold from
start to end.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.clock import now
from lms.core.db import Model, begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.core.words import N_

Value = str | int | bool | list[str]

ASKED_AGAIN_S = 5
"""How long a process may go on with what it knows where no session tells it of a change."""


class StoredSetting(Model):
    """A setting that was changed; `version` is higher than that of every change before it."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    version: Mapped[int]
    changed_at: Mapped[datetime]


@dataclass(frozen=True)
class Setting:
    """One thing that may be changed. `bounds` are the least and most of a number, or of a text's
    letters; `label` and `help` are msgids."""

    name: str
    default: Value
    label: str
    help: str = ""
    bounds: tuple[int, int] = (0, 0)

    def read(self, value: object) -> Value:
        """The value as it is stored.

        Raises:
            Invalid: it is of another type or out of bounds.
        """
        if isinstance(self.default, bool):
            return bool(value)
        if isinstance(self.default, list):
            return sorted({str(one) for one in value}) if isinstance(value, list) else []
        least, most = self.bounds
        if isinstance(self.default, int):
            if not isinstance(value, int) or not least <= value <= most:
                raise Invalid(
                    self.name,
                    "Isi dengan bilangan antara %(least)s dan %(most)s.",
                    least=least,
                    most=most,
                )
            return value
        text = " ".join(str(value or "").split())
        if len(text) < least:
            raise Invalid(self.name, "Kolom ini harus diisi.")
        if len(text) > most:
            raise Invalid(self.name, "Paling banyak %(n)s karakter.", n=most)
        return text


PRODUCT_NAME = Setting(
    "product_name",
    "Ruang Belajar ASN",
    N_("Nama layanan"),
    N_("Tampil di kepala setiap halaman dan di akhir surel."),
    (1, 60),
)
HELP_CONTACT = Setting(
    "help_contact",
    "",
    N_("Tempat bertanya"),
    N_(
        "Misalnya nama bagian dan nomor teleponnya. Bila kosong: admin pelatihan di unit masing-masing."
    ),
    (0, 200),
)
SIGN_IN_HINT = Setting(
    "sign_in_hint",
    "",
    N_("Petunjuk di halaman masuk"),
    N_("Satu atau dua kalimat bagi yang belum pernah masuk, misalnya siapa yang membagikan kode."),
    (0, 300),
)
PASSWORD_MIN_LENGTH = Setting(
    "password_min_length",
    12,
    N_("Panjang minimum kata sandi"),
    N_("Berlaku saat kata sandi dipilih atau diganti."),
    (8, 64),
)
PASSWORD_COMPOSITION = Setting(
    "password_composition",
    False,
    N_("Kata sandi harus memuat huruf besar, huruf kecil, angka, dan tanda baca"),
    N_("Diminta BSSN 4/2021. Tanpa ini, panjangnya yang menentukan."),
)
CODE_DAYS = Setting(
    "code_days",
    14,
    N_("Masa berlaku kode cetak (hari)"),
    N_("Untuk kode masuk pertama yang dicetak per unit."),
    (1, 60),
)
REMINDERS_A_WEEK = Setting(
    "reminders_a_week",
    2,
    N_("Pengingat dari atasan dalam 7 hari"),
    N_("Paling banyak untuk setiap pegawai, dari semua atasannya bersama."),
    (1, 14),
)
SECOND_FACTOR_ROLES: Setting = Setting(
    "second_factor_roles",
    [],
    N_("Peran yang wajib memakai langkah kedua"),
    N_("Pemegang peran ini memasang aplikasi autentikator sebelum dapat melanjutkan."),
)

SETTINGS = (
    PRODUCT_NAME,
    HELP_CONTACT,
    SIGN_IN_HINT,
    PASSWORD_MIN_LENGTH,
    PASSWORD_COMPOSITION,
    CODE_DAYS,
    REMINDERS_A_WEEK,
    SECOND_FACTOR_ROLES,
)


@dataclass
class _Known:
    """What this process knows: values from the environment, values from the table, and since when."""

    locked: Mapping[str, Value] = field(default_factory=dict)
    changed: Mapping[str, Value] = field(default_factory=dict)
    version: int = 0
    asked_at: float = float("-inf")


_known = _Known()


def lock(values: Mapping[str, Value]) -> None:
    """Start anew, with the settings that the environment decides."""
    global _known
    _known = _Known(locked=dict(values))


def locked() -> frozenset[str]:
    """Names of the settings that the environment decides."""
    return frozenset(_known.locked)


def version() -> ScalarSelect[int]:
    """The number that rises with every change, in SQL; it comes with each session."""
    return select(func.coalesce(func.max(StoredSetting.version), 0)).scalar_subquery()


def keep_up_with(number: int) -> None:
    """Read the table again where its version is another than the one that is known."""
    if number != _known.version:
        _read()
    _known.asked_at = time.monotonic()


def text(setting: Setting) -> str:
    """A setting that is a text."""
    return str(_value(setting))


def number(setting: Setting) -> int:
    """A setting that is a number."""
    found = _value(setting)
    assert isinstance(found, int)
    return found


def flag(setting: Setting) -> bool:
    """A setting that is on or off."""
    return bool(_value(setting))


def names(setting: Setting) -> frozenset[str]:
    """A setting that is a set of names."""
    found = _value(setting)
    assert isinstance(found, list)
    return frozenset(found)


def known_text(setting: Setting) -> str:
    """A text as this process last knew it: for error pages, when the database may be down."""
    return str(_known_value(setting))


def values() -> dict[str, Value]:
    """Every setting with its present value."""
    return {one.name: _value(one) for one in SETTINGS}


def change(wanted: Mapping[str, object]) -> dict[str, tuple[Value, Value]]:
    """Store what differs from the present; returns before and after by name.

    Raises:
        Invalid: a value is out of bounds (the field is the setting's name).
        Conflict: the environment decides one of them.
    """
    by_name = {one.name: one for one in SETTINGS}
    read = {name: by_name[name].read(value) for name, value in wanted.items()}
    begin_writing()
    _read()
    before = {name: _known_value(by_name[name]) for name in read}
    changes = {name: (before[name], value) for name, value in read.items() if before[name] != value}
    if not _known.locked.keys().isdisjoint(changes):
        raise Conflict("Setelan ini ditetapkan oleh server dan tidak dapat diubah di sini.")
    _store({name: after for name, (_before, after) in changes.items()})
    # What was read belongs to a transaction that may yet fail: ask again at the next look.
    _known.version, _known.asked_at = -1, float("-inf")
    return changes


def _store(wanted: Mapping[str, Value]) -> None:
    newest = db.session.scalar(select(func.max(StoredSetting.version))) or 0
    for name, value in wanted.items():
        row = db.session.get(StoredSetting, name) or StoredSetting(name=name)
        row.value, row.version, row.changed_at = {"is": value}, newest + 1, now()
        db.session.add(row)
    db.session.flush()


def _value(setting: Setting) -> Value:
    if time.monotonic() - _known.asked_at > ASKED_AGAIN_S:
        _read()
    return _known_value(setting)


def _known_value(setting: Setting) -> Value:
    if setting.name in _known.locked:
        return _known.locked[setting.name]
    return _known.changed.get(setting.name, setting.default)


def _read() -> None:
    rows: Iterable[StoredSetting] = db.session.scalars(select(StoredSetting)).all()
    _known.changed = {row.name: row.value["is"] for row in rows}
    _known.version = max((row.version for row in rows), default=0)
    _known.asked_at = time.monotonic()
