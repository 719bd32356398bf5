"""Invented names, titles and employee numbers, the same ones each time.

Pure. What does not belong here: where the people belong (`tree`), and writing them (`province`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from random import Random

from lms.accounts.rules import CONTRACT, PERMANENT

SEED = 20_261_123
USER_NAME_PREFIX = "contoh-"
"""Every invented person's user name begins so: nobody takes them for real."""

MEN = """
    Ahmad Agus Budi Dedi Eko Fajar Hendra Irwan Joko Rizki Andi Arif Bambang Cahyo Deni Edi Ferdi
    Gunawan Hadi Ilham Johan Kurnia Lukman Maulana Nanang Oki Pandu Rahmat Sandi Taufik Usman Wahyu
    Yusuf Zainal Abdul Asep Dadang Ridwan Syamsul Hasan Husein Ibrahim Ismail Jamal Khairul Mansyur
    Nurdin Rusli Saiful Tarmizi Yanto Zulkifli Ma'ruf Robert Yohanes Hotman Paulus
""".split()  # noqa: SIM905 - a list of so many words is read more easily as a text
WOMEN = """
    Siti Sri Dewi Rina Ani Yuni Fitri Lestari Maya Nur Putri Ratna Sari Tuti Wati Indah Ika Eka Dian
    Erna Evi Fatimah Hesti Ida Juwita Kartika Lilis Mega Novi Nurul Oktavia Puji Rahma Rosita Suci
    Tri Umi Vina Wulan Yanti Zahra Aminah Nur'aini Nur'azizah Khadijah Halimah Masitoh Rohani Maria
    Elisabeth Theresia Debora
""".split()  # noqa: SIM905
LATER_OF_MEN = """
    Saputra Pratama Nugroho Setiawan Wijaya Hidayat Kurniawan Santoso Susanto Firmansyah Ramadhan
    Syahputra Hakim Maulana Siregar Nasution Simanjuntak Sihombing Harahap Purnomo Prasetyo Utomo
    Hermawan Sanjaya Bandarsyah Sampurna Puspanegara Tihang Pagaralam Gumanti Sangun Ratu Marga Paksi
    Sebatin Pubian Rozali Effendi Iskandar Efendi Arifin Fauzi Basri Yunus Hamid Rasyid
""".split()  # noqa: SIM905
LATER_OF_WOMEN = """
    Lestari Rahmawati Wulandari Handayani Astuti Kusuma Permata Anggraini Maharani Puspita Safitri
    Oktaviani Rahayu Hasanah Utami Susanti Ningsih Setyowati Sulastri Purnamasari Marlina Yuliana
    Damayanti Apriani Mardiana Pertiwi Kencana Melinting Ayuningtyas Febriani Agustina Ramadhani
    Nurhayati Siregar Simbolon Hutagalung Sampurna Putri Dewi Fitriani
""".split()  # noqa: SIM905
MONONYMS = """
    Suparman Sutrisno Sugiyono Suyanto Mulyono Kasiman Wagiman Poniman Sukirman Tugiman Parjo Ngadiman
    Sumiati Suharti Sutini Wagiyem Ponirah Kasinah Sukarti Tukinem Rusminah Jumiati Supriyanto
    Haryanto Sunarto Sudarmo Sumarno Suwarno Wiyono Marsudi
""".split()  # noqa: SIM905
BALINESE = (
    "I Wayan",
    "I Made",
    "I Nyoman",
    "I Ketut",
    "Ni Luh Putu",
    "Ni Made",
    "Ni Nyoman",
    "Ida Bagus",
)
BALINESE_LATER = ("Sudarsana", "Wirawan", "Astawa", "Suardika", "Widiastuti", "Sukerti", "Darma")
PREFIXES_OF_MEN = ("Drs.", "H.", "Drs. H.", "dr.", "Ir.", "Dr.", "Prof. Dr.")
PREFIXES_OF_WOMEN = ("Dra.", "Hj.", "Dra. Hj.", "dr.", "Ir.", "Dr.", "drg.")
SUFFIXES = (
    ("S.Pd.", 24),
    ("S.Pd., M.Pd.", 6),
    ("S.Pd.SD.", 6),
    ("A.Md.Keb.", 6),
    ("A.Md.Kep.", 5),
    ("S.Kep., Ns.", 4),
    ("S.E.", 6),
    ("S.Sos.", 5),
    ("S.H.", 4),
    ("S.T.", 4),
    ("S.Kom.", 3),
    ("S.IP.", 3),
    ("S.E., M.M.", 2),
    ("S.K.M.", 2),
    ("S.Ag.", 2),
    ("S.STP., M.Si.", 1),
    ("S.H., M.H., CPCLE.", 1),
    ("", 16),
)

_SUFFIXES = tuple(suffix for suffix, _ in SUFFIXES)
_SUFFIX_WEIGHTS = tuple(weight for _, weight in SUFFIXES)
_SHARE_OF_CONTRACTS = 0.35
_SHARE_WITHOUT_EMAIL = 0.3


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person who doesn't exist; `employee_number` has the shape of a real one."""

    user_name: str
    full_name: str
    title_prefix: str
    title_suffix: str
    employment: str
    employee_number: str
    email: str | None


def invented_people(count: int, taken: Collection[str] = ()) -> Iterator[InventedPerson]:
    """So many people in a fixed order: a longer run begins with the people of a shorter one. `taken`
    are numbers that somebody else has."""
    random, numbers = fixed_random(), set(taken)
    for index in range(count):
        yield _person(random, index, numbers)


def fixed_random(place: int = 0) -> Random:
    """Chance that falls the same way each time, another one for each place."""
    return Random(SEED + place)  # noqa: S311 - nothing secret is made of it


def user_name_of(index: int) -> str:
    """The user name of the person at a place in the order; they sort as the order does."""
    return f"{USER_NAME_PREFIX}{index:06}"


def _person(random: Random, index: int, numbers: set[str]) -> InventedPerson:
    woman = random.random() < 0.55
    contract = random.random() < _SHARE_OF_CONTRACTS
    user_name = user_name_of(index)
    prefixes = PREFIXES_OF_WOMEN if woman else PREFIXES_OF_MEN
    return InventedPerson(
        user_name=user_name,
        full_name=_full_name(random, woman=woman),
        title_prefix=random.choice(prefixes) if random.random() < 0.06 else "",
        title_suffix=random.choices(_SUFFIXES, _SUFFIX_WEIGHTS)[0],
        employment=CONTRACT if contract else PERMANENT,
        employee_number=_free_number(random, numbers, woman=woman, contract=contract),
        email=None if random.random() < _SHARE_WITHOUT_EMAIL else f"{user_name}@contoh.go.id",
    )


def _full_name(random: Random, *, woman: bool) -> str:
    kind = random.random()
    if kind < 0.12:
        return random.choice(MONONYMS)
    if kind < 0.15:
        return f"{random.choice(BALINESE)} {random.choice(BALINESE_LATER)}"
    first, later = (WOMEN, LATER_OF_WOMEN) if woman else (MEN, LATER_OF_MEN)
    words = [random.choice(first)]
    if not woman and random.random() < 0.2:
        words.insert(0, random.choice(("Muhammad", "Muhamad", "M.")))
    more = 1 if kind < 0.6 else 2 if kind < 0.96 else 4
    return " ".join(words + random.sample(later, more))


def _free_number(random: Random, numbers: set[str], *, woman: bool, contract: bool) -> str:
    while True:
        number = _number(random, woman=woman, contract=contract)
        if number not in numbers:
            numbers.add(number)
            return number


def _number(random: Random, *, woman: bool, contract: bool) -> str:
    """Born, appointed (a contract has a code in place of the month), sex, serial."""
    born = random.randint(1967, 2001)
    birth = f"{born}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    since = (
        random.randint(2021, 2025) if contract else random.randint(born + 20, min(born + 34, 2025))
    )
    month = 21 if contract else random.randint(1, 12)
    return f"{birth}{since}{month:02}{2 if woman else 1}{random.randint(1, 999):03}"
