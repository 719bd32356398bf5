"""The English catalogue holds the texts that the code has, whole; and a page in English is English.

`make translations` collects the texts; `make test` and `make check` compile the catalogue first.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from flask import Flask

from lms.notifications import views
from lms.notifications.actions import Reader
from lms.notifications.rules import KINDS
from lms.supervision.rules.figures.standing import MEASURES
from tests.access_world import OPEN, build
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.tools.catalogue import ENGLISH, KEYWORDS, ROOT, english, extracted, strings

COMPILED = ENGLISH.with_suffix(".mo")
READING = ROOT / "lms/core/texts.py"
OF_REASONS = "_MISSING[reader]"
"""The table of `core.reasons`, whose texts are marked one by one."""
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
SHORT = 12
"""Characters up to which a text is too short to be told from a name or a part of another word."""
INSERTED = ("data-text", "data-chosen")
"""What the editor puts into a course's source, which is in the language of the courses."""


def texts(catalogue: Catalog) -> set[object]:
    """The texts of a catalogue: one each, or singular and plural."""
    return {message.id for message in catalogue if message.id}


def kept() -> list[Message]:
    """The entries of the English catalogue, without its header."""
    return [message for message in english() if message.id]


def first_form(message: Message) -> str:
    """A message's Indonesian text; singular and plural are the same in Indonesian."""
    return message.id if isinstance(message.id, str) else message.id[0]


def test_the_catalogue_holds_exactly_the_texts_that_the_code_has() -> None:
    assert texts(english()) == texts(extracted()), "run `make translations`, then translate"


def test_every_text_has_a_translation_that_somebody_has_read() -> None:
    catalogue = english()
    assert [first_form(message) for message in kept() if not all(strings(message))] == []
    assert [first_form(message) for message in kept() if message.fuzzy] == []
    assert not catalogue.obsolete


def test_translations_fill_in_what_the_texts_fill_in() -> None:
    differing = [
        (first_form(message), string)
        for message in kept()
        for string in strings(message)
        if filled_in(string) != filled_in(first_form(message))
    ]
    assert differing == []


def filled_in(string: str) -> set[str]:
    """What is put into a text when it is shown."""
    return set(PLACEHOLDER.findall(string))


@pytest.fixture(scope="module")
def compiled() -> None:
    """What pages read is the catalogue as it is kept."""
    remedy = "run `make check`, or `.venv/bin/pybabel compile -d lms/translations`"
    assert COMPILED.exists(), f"the English catalogue is not compiled: {remedy}"
    with COMPILED.open("rb") as file:
        current = {first_form(message): strings(message) for message in read_mo(file)}
    current.pop("")
    assert current == {first_form(message): strings(message) for message in kept()}, remedy


def test_words_of_a_refusal_that_stand_elsewhere_are_marked_there() -> None:
    """Extraction reads a literal in the call itself; a constant has to say `N_` where it is made."""
    unmarked = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "lms").rglob("*.py"))
        for tree in [ast.parse(path.read_text())]
        for call in refusals(tree)
        if isinstance(words := words_of(call), ast.Name) and words.id not in marked(tree)
        if path != READING
    ]
    assert unmarked == []


def test_words_that_are_handed_to_the_readers_of_texts_are_marked() -> None:
    """`core.texts` makes refusals of what it is given, so whoever gives it has to say `N_`."""
    handed = [
        (path, tree, keyword.value)
        for path in sorted((ROOT / "lms").rglob("*.py"))
        for tree in [ast.parse(path.read_text())]
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("read_line", "read_text")
        for keyword in call.keywords
        if keyword.arg in ("missing", "too_long")
    ]
    assert len(handed) > 10
    unmarked = [
        f"{path.relative_to(ROOT)}:{words.lineno}"
        for path, tree, words in handed
        if not is_marked(words) and ast.unparse(words) not in {*marked(tree), OF_REASONS}
    ]
    assert unmarked == []


def refusals(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that make a refusal."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Conflict", "Forbidden", "Invalid")
        ):
            yield node


def words_of(call: ast.Call) -> ast.expr | None:
    """The argument that holds the words, by the place that extraction knows."""
    assert isinstance(call.func, ast.Name)
    (place,) = KEYWORDS[call.func.id]
    return call.args[place - 1] if len(call.args) >= place else None


def marked(tree: ast.Module) -> set[str]:
    """The names of a module's constants that are marked with `N_`, in its functions too."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_marked(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_marked(words: ast.expr) -> bool:
    """Whether an expression is a text in `N_`."""
    return isinstance(words, ast.Call) and ast.unparse(words.func) == "N_"


class Words(HTMLParser):
    """Every text of a page: what stands between tags, and what attributes show or read aloud. A text
    that says it is Indonesian (one for somebody else to read) may be so."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_indonesian = False
        self.feed(page)

    def handle_data(self, data: str) -> None:
        if not self.is_indonesian:
            self.found.append(" ".join(data.split()))

    def handle_endtag(self, tag: str) -> None:
        self.is_indonesian = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_indonesian = ("lang", "id") in attrs
        shown = ("aria-label", "title", "placeholder", "alt", "value", "content")
        self.found += [
            value
            for name, value in attrs
            if value and (name in shown or (name.startswith("data-") and name not in INSERTED))
        ]


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("actor", ["visitor", "ayu", "citra", "eko"])
def test_a_page_in_english_shows_no_indonesian_text(
    app: Flask, client: Client, cast: Cast, actor: str
) -> None:
    world = build(app, cast)
    if actor != "visitor":
        client.sign_in(actor)
    assert client.form_post("/language", {"language": "en"}).status_code == 302
    indonesian = re.compile("|".join(patterns()))
    addresses = [world.address(rule, "ayu", OPEN) for rule in rules(app)]
    addresses += [f"/learn/{OPEN}/kuis", f"/attempts/{world.things['ayu'].result}", "/tidak-ada"]
    pages = 0
    for address in addresses:
        with client.get(address) as response:
            if response.mimetype != "text/html" or response.location:
                continue
            page = response.get_data(as_text=True)
        assert '<html lang="en"' in page, address
        left = {text for text in Words(page).found if indonesian.search(text)}
        assert not left, f"{address} still says {left}"
        pages += 1
    assert pages > 5


def rules(app: Flask) -> list[str]:
    """Every address that can be asked for, signing out excepted."""
    return sorted(
        {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        - {"/sign-out"}
    )


def patterns() -> Iterator[str]:
    """The Indonesian texts that differ from the English ones and are long enough to be told apart."""
    for message in kept():
        parts = PLACEHOLDER.split(first_form(message))
        if len("".join(parts)) > SHORT and first_form(message) not in strings(message):
            yield r"\b" + ".+?".join(re.escape(part.replace("%%", "%")) for part in parts).strip()


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_letters_follow_their_readers_one_after_the_other(
    client: Client, app: Flask, cast: Cast, kind: str
) -> None:
    client.sign_in("ayu")
    client.form_post("/forgot-password", {"identifier": "ayu"})
    params = dict.fromkeys(KINDS[kind].params, 1) | {"at": MOMENT.isoformat()}
    params |= {"until": params["at"], "day": "2027-01-31", "changes": []}
    params |= {"figures": dict.fromkeys(MEASURES, 1), "told": {}}
    indonesian = re.compile("|".join(patterns()))
    with app.app_context():
        letters = [
            views.render_message(kind, params, Reader(cast.ayu.id, "Ayu", locale, None))
            for locale in ("id", "en", "id")
        ]
    assert [bool(indonesian.search("\n".join(letter or ()))) for letter in letters] == [
        True,
        False,
        True,
    ]
