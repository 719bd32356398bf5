"""What the columns of a sheet of people mean: by their headings, as SIASN and offices write them.

What does not belong here: what stands in the cells (`cells`, `rows`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

EMPLOYEE_NUMBER = "employee_number"
FULL_NAME = "full_name"
TITLE_PREFIX = "title_prefix"
TITLE_SUFFIX = "title_suffix"
EMPLOYMENT = "employment"
PAY_GRADE = "pay_grade"
POSITION_TYPE = "position_type"
POSITION = "position"
EFFECTIVE_DATE = "effective_date"
ECHELON = "echelon"
UNIT_CODE = "unit_code"
UNIT_NAME = "unit_name"
PARENT_UNIT_NAME = "parent_unit_name"
EMAIL = "email"
STATUS = "status"
SUPERVISOR_NUMBER = "supervisor_number"

SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        EMPLOYEE_NUMBER: (
            *("nipBaru", "NIP", "NIP Baru", "NIP / NI PPPK", "NIP/NIPPPK", "NI PPPK", "NIPPPK"),
            *("Nomor Induk Pegawai", "No. Induk Pegawai", "NIP Pegawai", "Nomor Pegawai"),
            *("employee_number", "Employee number"),
        ),
        FULL_NAME: (
            *("nama", "Nama Lengkap", "Nama Pegawai", "Nama PNS", "Nama ASN", "Nama tanpa gelar"),
            *("Nama Lengkap tanpa Gelar", "Nama dan Gelar", "Nama Lengkap dan Gelar", "full_name"),
            *("Nama PNS/PPPK", "Full name", "Name"),
        ),
        TITLE_PREFIX: ("gelarDepan", "Gelar Depan", "Glr Depan", "title_prefix"),
        TITLE_SUFFIX: ("gelarBelakang", "Gelar Belakang", "Glr Belakang", "title_suffix"),
        EMPLOYMENT: (
            *("statusPegawai", "Jenis Pegawai", "Jenis ASN", "Status ASN", "Status Kepegawaian"),
            *("jenisPegawaiNama", "kedudukanPnsNama jenis", "employment"),
        ),
        PAY_GRADE: (
            *("golRuangAkhir", "Golongan", "Gol", "Gol. Ruang", "Golongan/Ruang", "Gol/Ruang"),
            *("Gol Akhir", "Golongan Ruang Akhir", "Golongan Akhir", "Pangkat/Golongan"),
            *("Pangkat/Gol", "Pangkat Golongan Ruang", "Pangkat/Gol. Ruang", "pay_grade"),
        ),
        POSITION_TYPE: ("jenisJabatan", "Jenis Jabatan", "jenisJabatanNama", "position_type"),
        POSITION: (
            *("jabatanNama", "Jabatan", "Nama Jabatan", "Jabatan Terakhir", "Jabatan Saat Ini"),
            *("position", "Jabatan Nama"),
        ),
        EFFECTIVE_DATE: (
            *("tmtJabatan", "TMT Jabatan", "TMT", "TMT Mutasi", "Berlaku Mulai", "Mulai Berlaku"),
            *("Tanggal Mulai Berlaku", "effective_date", "Jabatan TMT"),
        ),
        ECHELON: ("eselon", "Eselon", "eselonNama", "Esl", "echelon"),
        UNIT_CODE: ("unorId", "Kode Unit", "Kode Unor", "ID Unor", "Kode Unit Kerja", "unit_code"),
        UNIT_NAME: (
            *("unorNama", "Unit Kerja", "Unor", "Nama Unor", "Unit Organisasi", "Nama Unit"),
            *("Nama Unit Kerja", "Bidang", "Satuan Kerja", "unit_name"),
        ),
        PARENT_UNIT_NAME: (
            *("unorIndukNama", "Unor Induk", "Unit Induk", "Perangkat Daerah", "OPD", "Instansi"),
            *("SKPD", "Nama OPD", "Nama Unit Induk", "Unit Kerja Induk", "parent_unit_name"),
        ),
        EMAIL: (
            *("emailGov", "email", "Surel", "Alamat Surel", "E-mail", "Alamat Email"),
            *("Email Dinas", "Surel Dinas"),
        ),
        STATUS: (
            *("status", "Status Aktif", "Kedudukan Hukum", "kedudukanHukum", "Keaktifan"),
            *("kedudukanPnsNama", "Kedudukan Pegawai", "Keterangan Status"),
        ),
        SUPERVISOR_NUMBER: (
            *("NIP Atasan", "NIP Atasan Langsung", "nipAtasan", "Atasan NIP", "supervisor_number"),
            *("NIP / NI PPPK Atasan",),
        ),
    }
)
"""What each field is called in the sheets of SIASN (https://siasn.bkn.go.id) and of offices. Where a
sheet has several of one field's names, the one named first here is taken."""

FIELDS = tuple(SYNONYMS)

NEEDED = (EMPLOYEE_NUMBER, FULL_NAME)
"""Without these columns a sheet tells of nobody."""

SENSITIVE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "national-number": (
            *("nik", "noktp", "nomorktp", "ktp", "nomorindukkependudukan", "noindukkependudukan"),
            *("noidentitas", "nomoridentitas", "noknik", "nikktp"),
        ),
        "family": (
            *("nokk", "nomorkk", "kartukeluarga", "nokartukeluarga", "ibukandung", "namaibu"),
            *("namaibukandung", "namaayah", "namaorangtua", "namapasangan", "namasuami"),
            *("namaistri", "namaanak", "jumlahanak", "statusperkawinan", "statuskawin"),
            *("statuspernikahan", "jenikawinnama", "jeniskawinnama", "jumlahistrisuami"),
        ),
        "belief": ("agama", "agamanama", "agamaid", "kepercayaan"),
        "pay": (
            *("gaji", "gajipokok", "gapok", "tunjangan", "tpp", "norekening", "nomorrekening"),
            *("rekening", "nonpwp", "npwp", "nomornpwp", "npwpnomor", "penghasilan", "bpjs"),
            *("nobpjs", "nomorbpjs", "bpjskesehatan", "bpjsketenagakerjaan", "taspen", "notaspen"),
            *("notapera", "bank", "namabank"),
        ),
        "health": (
            *("golongandarah", "goldarah", "disabilitas", "jenisdisabilitas", "riwayatpenyakit"),
            *("kesehatan", "nosuratketerangandokter", "nosuratketeranganbebasnarkoba"),
            *("noskck", "tinggibadan", "beratbadan"),
        ),
        "home": ("alamat", "alamatrumah", "alamatdomisili", "alamatktp", "alamatlengkap"),
    }
)
"""Headings, without signs and in small letters, of what a learning platform has no business with
(UU 27/2022 on personal data, article 4: specific data, and what identifies or pays somebody)."""

_SENSITIVE_PARTS = ("npwp", "bpjs", "agama", "rekening", "kandung", "gajipokok", "kependudukan")
"""These give a column away wherever they stand in its heading."""

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_SIXTEEN_DIGITS = re.compile(r"\d{16}")


def plain(heading: str) -> str:
    """A heading without signs and spaces, in small letters: `Gol. Ruang` and `golRuang` are the
    same."""
    folded = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    return _NOT_LETTERS.sub("", folded.lower())


_FIELD_OF = {plain(name): field for field, names in SYNONYMS.items() for name in names}
_RANK = {plain(name): at for names in SYNONYMS.values() for at, name in enumerate(names)}
_KIND_OF = {name: kind for kind, names in SENSITIVE.items() for name in names}


def field_of(heading: str) -> str | None:
    """The field that a heading names, or None."""
    return _FIELD_OF.get(plain(heading))


def is_sensitive(heading: str) -> bool:
    """Whether a column is never taken in, by its heading."""
    name = plain(heading)
    if name in _FIELD_OF:
        return False
    return name in _KIND_OF or any(part in name for part in _SENSITIVE_PARTS)


def holds_national_numbers(cells: Iterable[object]) -> bool:
    """Whether a column holds NIK whatever its heading says: most of what stands in it has 16
    digits."""
    texts = [str(cell).strip(" '") for cell in cells if cell not in (None, "")]
    numbers = sum(1 for text in texts if _SIXTEEN_DIGITS.fullmatch(text))
    return len(texts) > 0 and numbers * 2 > len(texts)


def is_known(heading: str) -> bool:
    """Whether a text is the heading of a column that people's sheets have."""
    return field_of(heading) is not None or is_sensitive(heading)


def propose(header: Sequence[str]) -> dict[str, int]:
    """Which column (from 0) holds each field, as far as the headings tell."""
    found: dict[str, int] = {}
    for at, heading in enumerate(header):
        field = field_of(heading)
        if field is None:
            continue
        other = found.get(field)
        if other is None or _RANK[plain(heading)] < _RANK[plain(header[other])]:
            found[field] = at
    return found


def signature(header: Sequence[str]) -> str:
    """What tells sheets of one source: their headings, in order."""
    return "|".join(plain(heading) for heading in header)


def remembered(header: Sequence[str], by_heading: Mapping[str, str]) -> dict[str, int]:
    """A mapping as it was stored (heading → field), for this header."""
    at = {plain(heading): place for place, heading in reversed(list(enumerate(header)))}
    return {
        field: at[heading]
        for heading, field in by_heading.items()
        if heading in at and field in SYNONYMS
    }
