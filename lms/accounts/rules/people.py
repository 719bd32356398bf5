"""What makes a number, a name, a password or a token acceptable. Pure: text in, verdict out.

What does not belong here: looking anything up, and hashing passwords (slow, so in `actions`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pyotp

from lms.core.errors import Invalid

PERMANENT = "permanent_civil_servant"
CONTRACT = "contract_civil_servant"

PRIVACY_NOTICE_VERSION = 1
"""Raised when the notice at `/privacy` changes in substance: everybody is shown it once more."""

PASSWORD_MAX_LENGTH = 256
"""Far beyond any passphrase; keeps a megabyte of text from being hashed."""

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without 0 O 1 I L, which are misread from paper and misheard on the telephone."""

CODE_LENGTH = 10

RECOVERY_LENGTH = 16
"""Of a recovery code: 31 letters to the power of 16 are 79 bits."""

RECOVERY_CODES = 10

TIME_STEP_S = 30
"""How long a code of an authenticator app is shown; every app uses it."""

TITLES = frozenset(
    ["prof", "dr", "drs", "dra", "drg", "drh", "ir", "h", "hj", "hi", "kh", "ns", "apt"]
)
"""Titles that stand before a name, as words."""

MOST_SEARCHED_WORDS = 6

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = frozenset("'`\u2018\u2019\u02bc")
_SEPARATORS = re.compile(r"[\s.\-]+")
_USER_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\".]+(\.[^@\s<>,;\".]+)+")
_NOT_LETTERS_AT_END = re.compile(r"[\W\d_]+$")
TOKEN_PREFIX = "ruang_"  # noqa: S105 - the beginning of one, no secret
"""What every token for a program begins with, so that a scanner of leaked secrets can know it."""

TOKEN_DAYS = (30, 90, 365)
"""How long such a token may hold."""

_TOKEN = re.compile(r"(\d{1,18})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class PasswordPolicy:
    """The installation's demands. ASVS 5.0 forbids forced composition, BSSN 4/2021 asks for it:
    hence the switch."""

    min_length: int = 12
    composition: bool = False


def normalise_identifier(text: str) -> str:
    """What was typed to say who one is, as it is stored: an employee number without its spaces and
    dots, anything else trimmed and in small letters."""
    if len(text) == 18 and text.isascii() and text.isdigit():
        return text
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    digits = _SEPARATORS.sub("", plain)
    return digits if len(digits) == 18 and digits.isascii() and digits.isdigit() else plain


def name_words(text: str) -> list[str]:
    """The words of a name in their order, in small letters without accents; an apostrophe divides
    nothing: `Nur'aini` is one word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not _is_dropped(sign)))


def index_rows(person_id: int, user_name: str, full_name: str) -> list[dict[str, object]]:
    """What a person is found by (the rows of `PersonWord`): each word of the name and the user name
    once, and the empty one."""
    name = name_words(full_name)
    key = " ".join(name)
    words = sorted({"", *name, *name_words(user_name)})
    return [{"word": word, "name_key": key, "person_id": person_id} for word in words]


def searched_words(text: str) -> list[str]:
    """The words that somebody is to be found by. Academic and religious titles, before the name and
    after its comma, are left out: they are no part of the name."""
    name, _, _titles = text.partition(",")
    words = name_words(name) or name_words(text)
    while len(words) > 1 and words[0] in TITLES:
        del words[0]
    return list(dict.fromkeys(words))[:MOST_SEARCHED_WORDS]


def user_name(text: str) -> str:
    """A user name as it is stored: it begins with a letter and holds no @, so it can be mistaken
    for neither an employee number nor an e-mail address.

    Raises:
        Invalid: it can't be one.
    """
    name = normalise_identifier(text)
    if not _USER_NAME.fullmatch(name):
        raise Invalid(
            "user_name",
            "Nama pengguna terdiri atas 2–40 huruf kecil, angka, titik, atau garis, dan diawali"
            " huruf.",
        )
    return name


def email(text: str) -> str:
    """An e-mail address as it is stored.

    Raises:
        Invalid: it has not the shape of one.
    """
    address = normalise_identifier(text)
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise Invalid("email", "Alamat surel tidak lengkap. Tulis misalnya nama@contoh.go.id.")
    return address


def employee_number(text: str, employment: str) -> str:
    """A NIP or NI PPPK as it is stored: 18 digits.

    A NIP is date of birth (8), year and month of appointment (6), sex (1), serial (3). In an NI
    PPPK the year is followed by a contract code such as 21 or 24, which is no month, so only a
    permanent civil servant's digits 13–14 are checked as one.

    Raises:
        Invalid: it can't be a number of that kind.
    """
    number = normalise_identifier(text)
    if not number.isdigit() and re.search(r"\de\+?\d", number):
        raise Invalid(
            "employee_number",
            "Nomor ini dirusak oleh Excel (berbentuk seperti 1,98E+17). Ubah kolomnya menjadi"
            " teks, lalu tulis ulang ke-18 angkanya.",
        )
    if len(number) != 18 or not number.isdigit():
        raise Invalid("employee_number", "NIP / NI PPPK terdiri atas 18 angka.")
    born = _birth_date(number)
    if born is None:
        raise Invalid("employee_number", "Delapan angka pertama harus tanggal lahir (TTTTBBHH).")
    if int(number[8:12]) <= born.year:
        raise Invalid("employee_number", "Angka ke-9 sampai ke-12 harus tahun pengangkatan.")
    if employment == PERMANENT and not 1 <= int(number[12:14]) <= 12:
        raise Invalid("employee_number", "Angka ke-13 dan ke-14 pada NIP PNS harus bulan (01–12).")
    if number[14] not in "12":
        raise Invalid("employee_number", "Angka ke-15 harus 1 atau 2.")
    return number


def masked_number(number: str) -> str:
    """The number as pages show it: it would tell date of birth and sex, so only its end is left."""
    return "•" * (len(number) - 4) + number[-4:]


def check_password(password: str, policy: PasswordPolicy, personal: Iterable[str] = ()) -> None:
    """Whether a new password will do; `personal` are words it must not lean on (name, number).

    Raises:
        Invalid: it won't, with the reason, at the field `password`.
    """
    if len(password) < policy.min_length:
        raise Invalid("password", "Paling sedikit %(n)s karakter.", n=policy.min_length)
    if len(password) > PASSWORD_MAX_LENGTH:
        raise Invalid("password", "Paling banyak %(n)s karakter.", n=PASSWORD_MAX_LENGTH)
    if is_common(password):
        raise Invalid(
            "password",
            "Kata sandi ini terlalu umum dan mudah ditebak. Coba rangkai tiga atau empat kata yang"
            " tidak berhubungan.",
        )
    if _leans_on(password, personal):
        raise Invalid("password", "Jangan memakai nama atau nomor Anda sendiri sebagai kata sandi.")
    if policy.composition and not _is_mixed(password):
        raise Invalid(
            "password", "Gunakan huruf besar, huruf kecil, angka, dan tanda baca sekaligus."
        )


def is_common(password: str) -> bool:
    """Whether a guesser would try it early: a well-known password, one with figures at its end, or
    a short piece said over and over."""
    plain = unicodedata.normalize("NFKC", password).lower()
    stem = _NOT_LETTERS_AT_END.sub("", plain)
    return plain in _common() or stem in _common() or _is_repetition(plain)


def reset_token(reset_id: int, created_at: datetime, secret: str) -> str:
    """The token of a reset link. It is derived, so nothing that opens an account is stored; the
    moment keeps a row id that is used again from reviving an old link."""
    message = f"reset:{reset_id}:{created_at.isoformat()}"
    return f"{reset_id}.{_keyed(message, secret)}"


def reset_id_of(token: str) -> int | None:
    """Which reset a token claims to open; whether it does is compared with `same_secret`."""
    match = _TOKEN.fullmatch(token)
    return int(match[1]) if match else None


def normalise_code(text: str) -> str:
    """A one-time code as it was issued: capitals, without the spaces and dashes around it."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def code_hash(person_id: int, code: str, secret: str) -> str:
    """What is stored of a one-time code: keyed, so a stolen table can't be guessed against."""
    return _keyed(f"code:{person_id}:{normalise_code(code)}", secret)


def printed_code(batch_key: str, person_id: int, secret: str) -> str:
    """The one-time code on a person's slip of a batch. It is derived, so that it can be printed
    later and is stored nowhere."""
    message = f"printed-code:{batch_key}:{person_id}"
    number = int.from_bytes(hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest())
    letters = ""
    for _place in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[rest]
    return letters


def authenticator_secret(person_id: int, nonce: str, secret: str) -> str:
    """What an authenticator app is given, in Base32: derived, so it is stored nowhere. Another
    installation key makes another one (RFC 4226 asks for 160 bits)."""
    message = f"authenticator:{person_id}:{nonce}"
    digest = hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def matching_step(shared: str, code: str, moment: datetime, after: int) -> int | None:
    """The step of time whose code was typed: this one, the one before or the next (a telephone's
    clock may be slow, RFC 6238, 5.2), but none up to `after`, which are spent."""
    typed = normalise_code(code)
    present = int(moment.timestamp()) // TIME_STEP_S
    for step in (present, present - 1, present + 1):
        if step > after and same_secret(pyotp.TOTP(shared).at(step * TIME_STEP_S), typed):
            return step
    return None


def recovery_hash(person_id: int, code: str) -> str:
    """What is stored of a recovery code. Its 80 bits need no key, so it outlives another one."""
    return hashlib.sha256(f"recovery:{person_id}:{normalise_code(code)}".encode()).hexdigest()


def password_mark(stored: str) -> str:
    """A sign of which password was checked, for the time until the second step."""
    return hashlib.sha256(f"mark:{stored}".encode()).hexdigest()[:16]


def same_secret(left: str, right: str) -> bool:
    """Whether two tokens are equal, in a time that doesn't tell where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def address_key(address: str) -> str:
    """Under which key an address is counted: IPv6 by /64, for one line owns as many addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def local_path(text: str) -> str | None:
    """The text where it is a path of this site, safe to be sent to; else None.

    `//host` and `/\\host` are other sites to a browser, and control characters may hide them.
    """
    if not text.startswith("/") or text[1:2] in {"/", "\\"}:
        return None
    return text if text.isprintable() and "\\" not in text.partition("?")[0] else None


def device(user_agent: str) -> tuple[str | None, str | None]:
    """Browser and system that a user agent names; order matters, for they imitate each other."""
    return _first_named(user_agent, _BROWSERS), _first_named(user_agent, _SYSTEMS)


def _first_named(user_agent: str, marks: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for mark, name in marks if mark in user_agent), None)


def _is_dropped(sign: str) -> bool:
    return sign in _APOSTROPHES or bool(unicodedata.combining(sign))


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return None


@cache
def _common() -> frozenset[str]:
    # Inside a function: 30 KB that only a page for a new password needs.
    file = Path(__file__).with_name("common-passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())


def _is_repetition(text: str) -> bool:
    # A text is a shorter one repeated exactly when it is found inside its own double.
    period = (text + text).find(text, 1)
    return 0 < period < len(text) and period <= 8


def _leans_on(password: str, personal: Iterable[str]) -> bool:
    plain = _squeezed(password)
    for words in personal:
        word = _squeezed(words)
        # What is left when the word is taken away must still be worth something.
        if len(word) >= 4 and word in plain and len(plain) - len(word) < 6:
            return True
    return False


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def _is_mixed(password: str) -> bool:
    return (
        any(sign.isupper() for sign in password)
        and any(sign.islower() for sign in password)
        and any(sign.isdigit() for sign in password)
        and any(not sign.isalnum() for sign in password)
    )


def _keyed(message: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
