"""What strangers, old pages and broken programs send: values, bodies and headers.

What doesn't belong here: what the application must answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote, urlencode

SEGMENTS = (
    "%00",
    "a%00b",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%F0%9F%98%80",
    "%E2%80%AE%E2%80%8B",
    "%ff%fe",
    "%ed%a0%80",
    "x%0d%0aSet-Cookie:%20a=1",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "'%20OR%20'1'='1",
    "%25s%25n%7B0%7D%7B%7B7*7%7D%7D",
    "a" * 5000,
    "-1",
    "0",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 400,
    "9" * 5000,
    "%D9%A1%D9%A2",
    "1e3",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
)
"""Parts of a path, percent-encoded. One of them names no thing of anybody's."""

QUERY_NAMES = ("page", "q", "sort", "status", "competency", "hours", "course", "next", "from")

WORDS = (
    "",
    " \t\u200b",
    "\0",
    "a\0b",
    "\U0001f600" * 100,
    "\u202e\ufeff\ufffe",
    "kata " * 1100,
    "-1",
    "9223372036854775808",
    "9" * 400,
    "9" * 5000,
    "1e309",
    "NaN",
    "null",
    "[]",
    '{"choice": 1e400}',
    "http://[",
    "//example.org/\\",
    "/\t/example.org",
    "<script>alert(1)</script>",
    "'; DROP TABLE person; --",
    "%s%n{0}{{7*7}}",
    "x\r\nSet-Cookie: a=1",
    "\u0661\u0662",
)
"""Texts for form fields and query strings."""

RAW_QUERIES = (
    "%ff=%fe&page=%ff",
    "&&&===",
    "page=%",
    "page[]=1&page=2&page=3",
    "q=" + "a" * 20_000,
)

FIELDS = (
    "content",
    "version",
    "anchor",
    "event_id",
    "identifier",
    "password",
    "repeated",
    "current_password",
    "code",
    "remember",
    "next",
    "held",
    "language",
    "up_to",
    "in_lesson",
    "shown-1",
    "answer-1",
    "answer-2",
    "flag",
    "finish",
)
"""Every field that a form of ours has (and both kinds of a quiz's)."""

BAD_JSON = (
    b"",
    b"{",
    b'{"anchor": "',
    b"\xff\xfe\x00",
    b'{"anchor": "\xed\xa0\x80"}',
    b"[" * 5000,
    b'{"anchor":' * 5000,
    b"1" * 10_000,
    b"null",
    b"[]",
    b'"teks"',
    b"NaN",
    b'{"anchor": null}',
    b'{"anchor": ["a"]}',
    b'{"anchor": "\\ud800"}',
    b'{"anchor": "a\\u0000b"}',
    b'{"event_id": {}, "position": "1", "payload": []}',
)
"""Bodies said to be JSON."""


def events() -> Iterator[Mapping[str, object]]:
    """An answer's event with one part of it wrong."""
    right: dict[str, object] = {
        "event_id": "5b0f6e9c-1df1-4f0d-9a55-0a4d5f8d2b11",
        "kind": "answer",
        "position": 1,
        "payload": {"choice": 1},
        "seq": 1,
        "epoch": 1,
        "device_id": "uji",
    }
    wrong = (None, True, -1, 1.5, 2**53, 10**30, "", "x\0", "\ud800", [], {}, [[{}]], {"a": 10**30})
    payloads = (
        {"choice": 10**30},
        {"choice": True},
        {"choice": "\ud800"},
        {"choices": [1] * 5000},
        {"choices": [[]]},
        {"choice": 1, "\0": "\0"},
        {"flagged": "ya"},
    )
    yield from ({**right, name: value} for name in right for value in wrong)
    yield from ({**right, "payload": payload} for payload in payloads)
    yield from ({**right, "kind": "flag", "payload": payload} for payload in payloads)
    yield {**right, "device_id": "a\0b"}


@dataclass(frozen=True)
class Body:
    """What a POST carries. `token` says that the session's token is put into its first field."""

    content: bytes
    content_type: str | None = "application/x-www-form-urlencoded"
    headers: Mapping[str, str] = field(default_factory=dict)


@cache
def bodies() -> tuple[Body, ...]:
    """Bodies for any address that takes a POST."""
    return tuple(_bodies())


def _bodies() -> Iterator[Body]:
    yield Body(b"", None)
    yield Body(b"")
    for word in WORDS:
        yield Body(urlencode(dict.fromkeys(FIELDS, word)).encode())
    yield Body(urlencode([(name, word) for name in FIELDS for word in ("1", "x\0")]).encode())
    yield Body("&".join(f"{quote(name)}=%ff%fe%ed%a0%80" for name in FIELDS).encode())
    yield Body(urlencode([(f"answer-{n}", n) for n in range(2000)]).encode())
    yield Body(b"shown-1={&answer-1=\xff&shown-999999999999=1&answer-=1&shown-%00={}")
    yield from (Body(content, "application/json") for content in BAD_JSON)
    yield Body(b'{"anchor": "a"}', "application/json; charset=utf-16")
    yield Body(b"content=x", "application/json")
    yield Body(b'{"content": "x"}')
    yield Body(b"<a/>", "application/xml")
    yield Body(b"x", "\xff/;;=;")
    yield Body(b"--x\r\n\r\n", "multipart/form-data")
    yield Body(b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x")
    yield Body(_file_upload(), "multipart/form-data; boundary=x")


HEADERS: tuple[Mapping[str, str], ...] = (
    {"Referer": "http://["},
    {"Referer": "http://localhost/\x7f?\x80"},
    {"Host": "["},
    {"Host": "example.org:99999"},
    {"Accept": "application/json;q=x, */*;;"},
    {"Accept": "\xff"},
    {"Accept-Language": "x" * 5000},
    {"If-None-Match": '"' * 100},
    {"If-Modified-Since": "Kamis"},
    {"Range": "bytes=9-1,x"},
    {"Cookie": "session=x; remember=1|y; language=\xff; device=\0; =; ;"},
    {"Cookie": 'session=".eJw"; remember="' + "a" * 5000},
    {"Sec-Fetch-Site": "\xff"},
    {"X-CSRF-Token": "\xff"},
    {"User-Agent": "\xff" * 3000},
    {"Content-Length": "-1"},
    {"Content-Length": "x"},
)
"""Headers, each hostile in its own way."""


def _file_upload() -> bytes:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="../../x\\0.sh"\r\n'
        "Content-Type: text/x-sh\r\n\r\nrm\r\n"
        for name in FIELDS
    ]
    return "".join([*parts, "--x--\r\n"]).encode()
