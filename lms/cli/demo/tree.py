"""An invented province: governments, agencies, divisions and technical units, sections, of the sizes
that real ones have: few agencies are huge (education, health), most are small.

Pure. What does not belong here: who the people are (`names`), and writing them (`province`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from lms.cli.demo.names import fixed_random

REGENCIES = (
    "Lampung Barat",
    "Tanggamus",
    "Lampung Selatan",
    "Lampung Timur",
    "Lampung Tengah",
    "Lampung Utara",
    "Way Kanan",
    "Tulang Bawang",
    "Pesawaran",
    "Pringsewu",
    "Mesuji",
    "Tulang Bawang Barat",
    "Pesisir Barat",
    "Bandar Lampung",
    "Metro",
)
SHARE_OF_PROVINCE = 0.14
PEOPLE_OF_A_REGENCY = 8_000
"""On average; fewer people make fewer regencies."""
PEOPLE_OF_AN_AGENCY = 25
"""At least, on average: a small government has fewer agencies."""

OFFICE = ("Pengelola layanan operasional", "Penata layanan operasional", "Analis kebijakan muda")
TEACHERS = ("Guru ahli pertama", "Guru ahli muda", "Guru ahli madya", "Tenaga administrasi sekolah")
NURSES = ("Perawat terampil", "Perawat ahli pertama", "Bidan terampil", "Dokter ahli pertama")


@dataclass(frozen=True, slots=True)
class Agency:
    """A kind of agency: its share of a government's people and what stands below it."""

    key: str
    name: str
    weight: float
    below: str = "office"
    """`office` (divisions with sections), `schools`, `clinics` or `wards`."""


AGENCIES = (
    Agency("dikbud", "Dinas Pendidikan dan Kebudayaan", 46, "schools"),
    Agency("dinkes", "Dinas Kesehatan", 14, "clinics"),
    Agency("rsud", "Rumah Sakit Umum Daerah", 6, "wards"),
    Agency("setda", "Sekretariat Daerah", 4),
    Agency("bkpsdm", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", 1.2),
    Agency("pupr", "Dinas Pekerjaan Umum dan Penataan Ruang", 3),
    Agency("pertanian", "Dinas Ketahanan Pangan, Tanaman Pangan, dan Hortikultura", 3.5),
    Agency("satpolpp", "Satuan Polisi Pamong Praja", 3),
    Agency("dishub", "Dinas Perhubungan", 1.8),
    Agency("bpkad", "Badan Pengelolaan Keuangan dan Aset Daerah", 1.5),
    Agency("bapenda", "Badan Pendapatan Daerah", 1.4),
    Agency("dlh", "Dinas Lingkungan Hidup", 1.4),
    Agency("dukcapil", "Dinas Kependudukan dan Pencatatan Sipil", 1.2),
    Agency("bappeda", "Badan Perencanaan Pembangunan Daerah", 1.1),
    Agency("perikanan", "Dinas Kelautan dan Perikanan", 1.1),
    Agency("setwan", "Sekretariat Dewan Perwakilan Rakyat Daerah", 1),
    Agency("inspektorat", "Inspektorat Daerah", 1),
    Agency("dinsos", "Dinas Sosial", 0.9),
    Agency("diskominfo", "Dinas Komunikasi, Informatika, dan Statistik", 0.9),
    Agency("bpbd", "Badan Penanggulangan Bencana Daerah", 0.8),
    Agency("dpmptsp", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", 0.8),
    Agency("koperasi", "Dinas Koperasi, Usaha Mikro, dan Perdagangan", 0.8),
    Agency("perpustakaan", "Dinas Perpustakaan dan Kearsipan", 0.6),
    Agency("dispora", "Dinas Pemuda, Olahraga, dan Pariwisata", 0.6),
    Agency("kesbangpol", "Badan Kesatuan Bangsa dan Politik", 0.5),
)


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit to be made. `parent` is its place in the plan (None: right below the province);
    `members` belong to it itself, its head first."""

    code: str
    parent: int | None
    level: int
    kind: str
    name: str
    members: int
    head: str
    positions: tuple[str, ...]


def plan(people: int) -> list[PlannedUnit]:
    """The units for so many people, each after the one it is part of; every unit has a head."""
    units: list[PlannedUnit] = []
    random = fixed_random()
    regencies = REGENCIES[: min(len(REGENCIES), max(1, people // PEOPLE_OF_A_REGENCY))]
    weights = [random.uniform(0.5, 1.5) for _ in regencies]
    of_province = min(people, max(1, round(people * SHARE_OF_PROVINCE)))
    _Government(units, random, "Provinsi Lampung", "contoh-00", None, 1).grow(of_province)
    shares = _shares(people - of_province, weights)
    for number, (name, size) in enumerate(zip(regencies, shares, strict=True), 1):
        if size:
            code, name = f"contoh-{number:02}", f"Kabupaten/Kota {name}"
            units.append(
                PlannedUnit(
                    code, None, 1, "government", f"{name} (contoh)", 1, "Bupati/Wali Kota", OFFICE
                )
            )
            _Government(units, random, name, code, len(units) - 1, 2).grow(size - 1)
    return units


class _Government:
    """Adds the agencies of one government, and all below them, to the plan."""

    def __init__(
        self,
        units: list[PlannedUnit],
        random: Random,
        name: str,
        code: str,
        parent: int | None,
        level: int,
    ) -> None:
        self._units = units
        self._random = random
        self._name = name
        self._code = code
        self._parent = parent
        self._level = level

    def grow(self, size: int) -> None:
        """Add agencies for so many people."""
        agencies = AGENCIES[: min(len(AGENCIES), max(1, size // PEOPLE_OF_AN_AGENCY))]
        for agency, share in zip(
            agencies, _shares(size, [a.weight for a in agencies]), strict=True
        ):
            if share:
                self._agency(agency, share)

    def _agency(self, agency: Agency, size: int) -> None:
        # Head, and who looks after the agency's people.
        proper = min(size, 2)
        code = f"{self._code}-{agency.key}"
        name = f"{agency.name} {self._name} (contoh)"
        unit = PlannedUnit(
            code,
            self._parent,
            self._level,
            "agency",
            name,
            proper,
            "Kepala perangkat daerah",
            OFFICE,
        )
        top = self._add(unit)
        if size - proper < 8:
            self._units[top] = replace(unit, members=size)
            return
        below = {"schools": self._schools, "clinics": self._clinics, "wards": self._wards}
        below.get(agency.below, self._divisions)(top, size - proper)

    def _divisions(self, top: int, size: int) -> None:
        names = ("Sekretariat", "Bidang Perencanaan", "Bidang Pelayanan", "Bidang Pengendalian")
        for number, share in enumerate(_shares(size, (1.3, 1, 1, 0.8)[: max(1, size // 8)])):
            self._with_sections(top, f"b{number}", names[number], share)

    def _with_sections(self, top: int, key: str, name: str, size: int) -> None:
        if not size:
            return
        sections = size // 12
        own = size if sections < 2 else max(2, size // 6)
        unit = self._below(top, key, name, own, "Kepala bidang", OFFICE)
        for number, share in enumerate(
            _shares(size - own, [1] * sections) if sections > 1 else (), 1
        ):
            self._below(
                unit, f"s{number}", f"Seksi {number}, {name}", share, "Kepala seksi", OFFICE
            )

    def _schools(self, top: int, size: int) -> None:
        office, *levels = _shares(size, (0.03, 0.6, 0.3, 0.07))
        self._with_sections(top, "b0", "Sekretariat", office)
        for kind, share in zip(("SD", "SMP", "TK"), levels, strict=True):
            if share:
                self._schools_of(top, kind, share)

    def _schools_of(self, top: int, kind: str, size: int) -> None:
        own = size if size < 8 else min(6, size // 2)
        name = f"Bidang Pembinaan {kind}"
        division = self._below(top, kind.lower(), name, own, "Kepala bidang", OFFICE)
        for number, staff in enumerate(self._sizes(size - own, 10, 46), 1):
            school = f"UPT {kind} Negeri {number} {self._name}"
            self._below(division, f"{number:03}", school, staff, "Kepala sekolah", TEACHERS)

    def _clinics(self, top: int, size: int) -> None:
        office, clinics = _shares(size, (0.1, 0.9))
        self._with_sections(top, "b0", "Sekretariat", office)
        for number, staff in enumerate(self._sizes(clinics, 30, 80), 1):
            name = f"UPT Puskesmas Rawat Inap {number} {self._name}"
            self._below(top, f"p{number:02}", name, staff, "Kepala puskesmas", NURSES)

    def _wards(self, top: int, size: int) -> None:
        for number, staff in enumerate(self._sizes(size, 20, 60), 1):
            self._below(
                top, f"i{number:02}", f"Instalasi {number}", staff, "Kepala instalasi", NURSES
            )

    def _sizes(self, size: int, least: int, most: int) -> Iterator[int]:
        """Sizes between two bounds that add up; the last one takes what is left, never nothing."""
        while size > 0:
            share = min(size, self._random.randint(least, most))
            share = size if size - share < least // 2 else share
            size -= share
            yield share

    def _below(
        self, top: int, key: str, name: str, members: int, head: str, positions: tuple[str, ...]
    ) -> int:
        above = self._units[top]
        code = f"{above.code}-{key}"
        return self._add(
            PlannedUnit(code, top, above.level + 1, "unit", name, members, head, positions)
        )

    def _add(self, unit: PlannedUnit) -> int:
        self._units.append(unit)
        return len(self._units) - 1


def _shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares in proportion to the weights that add up to the total: each is what its weight
    and those before it may have in all, without what these have got."""
    shares, given, weighed = [], 0, 0.0
    for weight in weights:
        weighed += weight
        share = round(total * weighed / sum(weights)) - given
        shares.append(share)
        given += share
    return shares
