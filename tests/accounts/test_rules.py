"""What makes an identifier, an employee number, a password, a token or an address acceptable."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import rules
from lms.core.errors import Invalid

A_MOMENT = datetime(2026, 11, 23, 3, 42, 7, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ayu ", "ayu"),
        ("AYU@Contoh.go.id", "ayu@contoh.go.id"),
        ("19950412 202001 2 001", "199504122020012001"),
        ("19950412.202001.2.001", "199504122020012001"),
        ("ayu.lestari", "ayu.lestari"),
        ("１９９５０４１２２０２００１２００１", "199504122020012001"),
    ],
)
def test_identifiers_are_stored_in_one_shape(typed: str, stored: str) -> None:
    assert rules.normalise_identifier(typed) == stored


@given(st.text(max_size=60))
def test_normalising_an_identifier_twice_is_normalising_it_once(text: str) -> None:
    once = rules.normalise_identifier(text)
    assert rules.normalise_identifier(once) == once


@given(
    st.dates(date(1955, 1, 1), date(2004, 12, 31)),
    st.integers(2005, 2026),
    st.integers(1, 12),
    st.sampled_from("12"),
    st.integers(0, 999),
)
def test_every_number_of_a_permanent_civil_servant_is_taken(
    born: date, year: int, month: int, sex: str, serial: int
) -> None:
    number = f"{born:%Y%m%d}{year}{month:02}{sex}{serial:03}"
    assert rules.employee_number(number, rules.PERMANENT) == number


@pytest.mark.parametrize("contract", ["21", "24", "13", "00"])
def test_a_contract_code_is_no_month(contract: str) -> None:
    number = f"199209012025{contract}1006"
    assert rules.employee_number(number, rules.CONTRACT) == number
    with pytest.raises(Invalid, match="bulan"):
        rules.employee_number(number, rules.PERMANENT)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("1,99504E+17", "Excel"),
        ("1.99504e17", "Excel"),
        ("19950412202001200", "18 angka"),
        ("19950412202001200X", "18 angka"),
        ("199513122020012001", "tanggal lahir"),
        ("199502302020012001", "tanggal lahir"),
        ("199504121995012001", "tahun pengangkatan"),
        ("199504122020013001", "1 atau 2"),
    ],
)
def test_what_can_be_no_number_is_refused_with_the_reason(number: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        rules.employee_number(number, rules.PERMANENT)
    assert refused.value.field == "employee_number"


def test_a_masked_number_tells_neither_birth_nor_sex() -> None:
    assert rules.masked_number("199504122020012001") == "•" * 14 + "2001"


@pytest.mark.parametrize(
    "name", ["199504122020012001", "a", "ayu@contoh.go.id", "1ayu", "ayu lestari"]
)
def test_a_user_name_can_be_taken_for_nothing_else(name: str) -> None:
    with pytest.raises(Invalid):
        rules.user_name(name)


@pytest.mark.parametrize("address", ["ayu", "ayu@", "ayu@contoh", "a b@contoh.go.id", "a@b@c.id"])
def test_half_an_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        rules.email(address)


def test_a_passphrase_of_several_words_will_do() -> None:
    rules.check_password("pepaya hujan lentera tujuh", rules.PasswordPolicy())


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("sebelashuru", "Paling sedikit 12"),
        ("Password1234", "terlalu umum"),
        ("bismillah123", "terlalu umum"),
        ("Indonesia2026!", "terlalu umum"),
        ("qwertyuiopasdf", "terlalu umum"),
        ("lampunglampunglampung", "terlalu umum"),
        ("123412341234", "terlalu umum"),
        ("aaaaaaaaaaaaaaaa", "terlalu umum"),
        ("x" * 257, "Paling banyak 256"),
        ("Ayu Lestari 1995", "nama atau nomor"),
        ("199504122020012001", "nama atau nomor"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, reason: str) -> None:
    personal = ("ayu", "Ayu Lestari", "199504122020012001")
    with pytest.raises(Invalid) as refused:
        rules.check_password(password, rules.PasswordPolicy(), personal)
    assert reason in refused.value.message % refused.value.params


def test_composition_is_asked_for_only_where_the_switch_is_on() -> None:
    plain, mixed = "pepaya hujan lentera", "Pepaya hujan lentera 7"
    rules.check_password(plain, rules.PasswordPolicy())
    rules.check_password(mixed, rules.PasswordPolicy(composition=True))
    with pytest.raises(Invalid, match="huruf besar"):
        rules.check_password(plain, rules.PasswordPolicy(composition=True))


def test_the_list_of_common_passwords_is_long_sorted_and_in_small_letters() -> None:
    file = Path(rules.__file__).with_name("common-passwords.txt")
    words = file.read_text(encoding="utf-8").split("\n")[:-1]
    assert len(words) >= 1000
    assert words == sorted(set(words))
    assert all(word == word.lower().strip() and word for word in words)
    assert {"rahasia", "bismillah", "katasandi", "qwerty", "iloveyou"} <= set(words)


def test_a_reset_token_belongs_to_one_row_one_moment_and_one_installation() -> None:
    token = rules.reset_token(7, A_MOMENT, "secret")
    assert rules.reset_id_of(token) == 7
    assert token == rules.reset_token(7, A_MOMENT, "secret")
    others = {
        rules.reset_token(8, A_MOMENT, "secret"),
        rules.reset_token(7, A_MOMENT.replace(microsecond=0), "secret"),
        rules.reset_token(7, A_MOMENT, "other"),
    }
    assert token not in others
    assert len(others) == 3


@given(st.text(max_size=80))
def test_no_text_makes_the_reading_of_a_token_fail(text: str) -> None:
    assert rules.reset_id_of(text) is None or text.partition(".")[0].isdigit()


def test_a_code_is_the_same_however_it_is_written() -> None:
    written = ("ABCDE-FGHJK", "abcde fghjk", "ABCDEFGHJK", " abcdefghjk ")
    assert len({rules.code_hash(1, code, "secret") for code in written}) == 1
    assert rules.code_hash(2, "ABCDEFGHJK", "secret") != rules.code_hash(1, "ABCDEFGHJK", "secret")


def test_codes_hold_no_letter_that_is_mistaken_for_another() -> None:
    assert not set("0O1IL") & set(rules.CODE_ALPHABET)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("nonsense", "unknown"),
    ],
)
def test_one_line_counts_as_one_address(address: str, key: str) -> None:
    assert rules.address_key(address) == key


@pytest.mark.parametrize("path", ["/", "/courses?q=a%20b", "/learn/a/b#c", "/courses?next=//x"])
def test_paths_of_this_site_are_followed(path: str) -> None:
    assert rules.local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "courses",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\tx",
        "/a\nb",
        "/a\\b",
        "javascript:alert(1)",
    ],
)
def test_no_other_site_is(path: str) -> None:
    assert rules.local_path(path) is None


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13; A) Chrome/120.0 Mobile Safari/537.36",
            ("Chrome", "Android"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 13) SamsungBrowser/23.0 Chrome/115.0 Safari/537.36",
            ("Samsung Internet", "Android"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (iPhone; CPU) AppleWebKit Version/17 Safari/604", ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", ("Firefox", "Linux")),
        ("curl/8", (None, None)),
    ],
)
def test_devices_are_named_as_their_owners_know_them(
    user_agent: str, device: tuple[str | None, str | None]
) -> None:
    assert rules.device(user_agent) == device
