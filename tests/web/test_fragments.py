"""Pieces of pages are rendered once for each key, and the longest unused is dropped."""

from __future__ import annotations

from markupsafe import Markup

from lms.web.fragments import Fragments


def test_a_piece_is_rendered_once_for_each_key() -> None:
    fragment, made = Fragments(), []

    def render(words: str) -> Markup:
        made.append(words)
        return Markup(words)

    for key in ("a", "b", "a"):
        assert fragment("x", key, caller=lambda key=key: render(key)) == key
    assert made == ["a", "b"]


def test_the_piece_unused_for_longest_is_dropped() -> None:
    fragment = Fragments(most=2)
    for key in ("a", "b", "a", "c"):
        fragment(key, caller=lambda key=key: Markup(key))
    assert fragment("a", caller=lambda: Markup("new")) == "a"
    assert fragment("b", caller=lambda: Markup("new")) == "new"
