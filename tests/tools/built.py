"""What every installation makes of the code when it starts, made once for all tests or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from werkzeug.routing import Rule

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


def build_addresses_lazily() -> None:
    """Let a rule's builder of addresses be compiled when an address is first built from it.

    Werkzeug compiles two functions for each of our many rules whenever an application is made, which
    takes longer than the rest of it; a test uses a few.
    """
    compile_builder = Rule._compile_builder

    def later(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(self: Rule, **values: object) -> tuple[str, str]:
            if not made:
                made.append(compile_builder(rule, append_unknown))
            return made[0](self, **values)

        return build

    Rule._compile_builder = later


_first: dict[str, Engine] = {}


def share_statements(engine: Engine) -> None:
    """Let an engine know the statements that the first of its kind has compiled: they take a fifth of
    the time of a test. What is compiled belongs to a dialect, so that one is shared too."""
    if engine.dialect.name not in _first:
        engine.connect().close()  # a dialect learns of its server at the first connection
        _first[engine.dialect.name] = engine
    first = _first[engine.dialect.name]
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
