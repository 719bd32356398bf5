"""What every installation makes of the code when it starts, made once for all tests or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart
from whitenoise import WhiteNoise

from lms.core.markup import Rendered, Source, renderer
from lms.web import assets

Builder = Callable[..., tuple[str, str]]

STATIC = Path(__file__).parents[2] / "build" / "static"


def link_static(data: Path) -> None:
    """Let an installation in `data` use the static files that are there already.

    Compressing them takes longer than most tests. They are kept in `build/` under the hash of their
    sources, so a change makes them anew.
    """
    STATIC.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    link = data / "static"
    if not link.exists():
        link.symlink_to(STATIC)


def share_addresses() -> None:
    """Let rules that say the same be taken apart once, and compiled once when an address is first
    built from them.

    Werkzeug does both for each of our many rules whenever an application is made, which takes longer
    than the rest of it; the rules of the next test are the same, and it builds a few addresses.
    """
    Rule._parse_rule = _taken_apart_once(Rule._parse_rule)
    Rule._compile_builder = _compiled_once(Rule._compile_builder)


def _taken_apart_once(parse: Callable[..., Iterable[RulePart]]) -> Callable[..., list[RulePart]]:
    known: dict[tuple[object, ...], tuple[Rule, list[RulePart]]] = {}

    def parts(rule: Rule, text: str) -> list[RulePart]:
        key = (text, *rule.map.converters.items())
        if key not in known:
            first = Rule(rule.rule)
            first.map, first._trace, first._converters = rule.map, [], {}
            known[key] = first, list(parse(first, text))
        first, found = known[key]
        rule._trace += first._trace
        rule._converters |= first._converters
        rule.arguments |= first.arguments
        return found

    return parts


def _compiled_once(compile_builder: Callable[..., Builder]) -> Callable[..., Builder]:
    known: dict[tuple[object, ...], Builder] = {}

    def later(rule: Rule, append_unknown: bool = True) -> Builder:
        made: list[Builder] = []

        def build(self: Rule, **values: object) -> tuple[str, str]:
            if not made:
                key = (tuple(self._trace), repr(self.defaults), append_unknown)
                if key not in known:
                    known[key] = compile_builder(self, append_unknown)
                made.append(known[key])
            return made[0](self, **values)

        return build

    return later


def serve_static_lazily() -> None:
    """Let an application look at its static files when the first of them is asked for: few tests do."""
    add_files, answer = WhiteNoise.add_files, WhiteNoise.__call__
    unseen: WeakKeyDictionary[WhiteNoise, tuple[str, str | None]] = WeakKeyDictionary()

    def add_later(self: WhiteNoise, root: str, prefix: str | None = None) -> None:
        unseen[self] = root, prefix

    def look_and_answer(self: WhiteNoise, environ: Any, start_response: Any) -> Any:
        if self in unseen and environ["PATH_INFO"].startswith("/static/"):
            add_files(self, *unseen.pop(self))
        return answer(self, environ, start_response)

    assets.tree_hash = cache(assets.tree_hash)
    WhiteNoise.add_files = add_later
    WhiteNoise.__call__ = look_and_answer


def remember_rendered() -> None:
    """Let the child that renders texts be asked once for each: courses of the factories are alike.

    Only this process's own one, and only what it answers; a test that looks at a child starts one.
    """
    shared = renderer._shared
    ask = shared._render_one
    known: dict[tuple[Source, bytes], Rendered] = {}

    def remembered(text: Source, options: bytes, index: int) -> Rendered:
        key = text, options
        if key not in known:
            known[key] = ask(text, options, index)
        return known[key]

    shared._render_one = remembered  # type: ignore[method-assign]


def remember_right_passwords() -> None:
    """Let a password that was right for a hash be right without hashing it again: everybody of the cast
    signs in with the same. A wrong one is hashed each time."""
    verify = PasswordHasher.verify
    right: set[tuple[str | bytes, str | bytes]] = set()

    def remembered(self: PasswordHasher, stored: str | bytes, password: str | bytes) -> bool:
        if (stored, password) not in right:
            verify(self, stored, password)
            right.add((stored, password))
        return True

    PasswordHasher.verify = remembered  # type: ignore[method-assign,assignment]


class CompiledTemplates(BytecodeCache):
    """Templates that an earlier test compiled: the applications of a run have the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if its source is still the same."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


_first: dict[str, Engine] = {}


def share_statements(engine: Engine) -> None:
    """Let an engine know the statements that the first of its kind has compiled: they take a fifth of
    the time of a test. What is compiled belongs to a dialect, so that one is shared too."""
    if engine.dialect.name not in _first:
        engine.connect().close()  # a dialect learns of its server at the first connection
        _first[engine.dialect.name] = engine
    first = _first[engine.dialect.name]
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
