"""What a template of certificates consists of, what may stand in it, and its placeholders.

What does not belong here: drawing it (`source.sheet`), numbers (`numbers`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from lms.core.errors import Invalid
from lms.core.words import N_
from lms.credentials.rules.numbers import DEFAULT_PATTERN, checked_agency, checked_pattern

PALETTES: Mapping[str, str] = {
    "maroon": N_("Marun dan emas"),
    "forest": N_("Hijau dan emas"),
    "navy": N_("Biru tua dan emas"),
    "ink": N_("Hitam dan emas"),
}
"""Colours that go together and stay readable in print."""

PLACEHOLDERS: Mapping[str, str] = {
    "course": N_("judul kursus"),
    "hours": N_("jumlah JP"),
    "start": N_("tanggal mulai"),
    "end": N_("tanggal selesai"),
    "institution": N_("nama lembaga"),
}
"""What may stand in the body between braces, and what becomes of it."""

LENGTHS: Mapping[str, tuple[int, int]] = {
    "institution": (0, 120),
    "heading": (1, 40),
    "body": (1, 400),
    "place": (0, 60),
    "signer_name": (0, 100),
    "signer_post": (0, 120),
    "second_signer_name": (0, 100),
    "second_signer_post": (0, 120),
}
"""Least and most letters of each text."""

LONGEST_NAME = 80
"""Letters of a template's own name."""

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Design:
    """How a certificate is worded and coloured. An empty institution is the service's own name; an
    `employee_number` is printed masked; without a signer the institution itself stands for it."""

    institution: str = ""
    heading: str = "Sertifikat"
    body: str = (
        "telah menuntaskan kursus {course} sebesar {hours} JP,"
        " yang diikuti dari {start} sampai {end}."
    )
    place: str = ""
    signer_name: str = ""
    signer_post: str = ""
    second_signer_name: str = ""
    second_signer_post: str = ""
    agency: str = "ASN"
    number_pattern: str = DEFAULT_PATTERN
    palette: str = "maroon"
    employee_number: bool = False

    def stored(self) -> dict[str, Any]:
        """As a version keeps it."""
        return asdict(self)


NAMES = tuple(one.name for one in fields(Design))


def design_from(stored: Mapping[str, Any]) -> Design:
    """A stored design; what an older version didn't know has its default."""
    return Design(**{name: stored[name] for name in NAMES if name in stored})


def checked_design(typed: Mapping[str, Any]) -> Design:
    """The design that somebody typed, tidied.

    Raises:
        Invalid: a text is too long or empty, a placeholder, colour or pattern is unknown.
    """
    texts = {name: _text(name, typed) for name in LENGTHS}
    unknown = [name for name in _BRACES.findall(texts["body"]) if name not in PLACEHOLDERS]
    if unknown or re.search(r"[{}]", _BRACES.sub("", texts["body"])):
        raise Invalid(
            "body", "Di antara kurung kurawal hanya boleh: course, hours, start, end, institution."
        )
    palette = str(typed.get("palette") or "")
    if palette not in PALETTES:
        raise Invalid("palette", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    return Design(
        **texts,
        agency=checked_agency(str(typed.get("agency") or "")),
        number_pattern=checked_pattern(str(typed.get("number_pattern") or "")),
        palette=palette,
        employee_number=bool(typed.get("employee_number")),
    )


def filled(body: str, values: Mapping[str, str]) -> str:
    """A body with its placeholders filled."""
    return _BRACES.sub(lambda found: values[found[1]], body)


def _text(name: str, typed: Mapping[str, Any]) -> str:
    least, most = LENGTHS[name]
    text = " ".join(str(typed.get(name) or "").split())
    if len(text) < least:
        raise Invalid(name, "Kolom ini harus diisi.")
    if len(text) > most:
        raise Invalid(name, "Paling banyak %(n)s karakter.", n=most)
    return text
