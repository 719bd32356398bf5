"""Every action that the trail is told of and every page whose views are logged has words, found by
walking the source: a literal, or what callers hand to the function that records."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lms.privacy.rules.words import ACTIONS, PAGES

LMS = Path(__file__).parents[2] / "lms"
RECORDING = {"audit.record", "audit.record_each", "record"}
VIEWING = {"audit.record_view", "record_view"}
STATES = {
    "second-factor:": ("on", "off", "reset", "codes", "used"),
    "person:": ("update", "transfer", "promote", "retire"),
    "message.": ("praise", "reminder", "note"),
    "publish.": ("approved", "declined", "withdrawn"),
    "data:request-": ("declined", "withdrawn", "done"),
}
"""What stands for a state in an action that is put together of a word and a state."""


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node


def _literals(node: ast.expr) -> set[str] | None:
    """The texts that an expression can be; None where it is handed in from outside."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        parts = [_literals(node.body), _literals(node.orelse)]
        return set().union(*(part for part in parts if part))
    if isinstance(node, ast.JoinedStr):
        word = ast.literal_eval(node.values[0])
        return {f"{word}{state}" for state in STATES[word]}
    return None


def _constant(tree: ast.AST, name: str) -> set[str] | None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return _literals(node.value)
    return None


def _argument(call: ast.Call, parameter: str, index: int) -> ast.expr | None:
    named = [word.value for word in call.keywords if word.arg == parameter]
    return named[0] if named else (call.args[index] if index < len(call.args) else None)


def _handed_in(name: str, function: ast.FunctionDef, trees: list[ast.Module]) -> set[str]:
    parameters = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    found: set[str] = set()
    for tree in trees:
        called = {function.name, f"actions.{function.name}"}
        for call in _calls(tree, called):
            given = _argument(call, name, parameters.index(name))
            found |= (_literals(given) or set()) if given is not None else set()
    assert found, f"nobody tells {function.name} its {name}"
    return found


def _said(names: set[str], parameter: str) -> set[str]:
    """Every text that is handed to one of these functions as this parameter (else as the first)."""
    files = {file: ast.parse(file.read_text()) for file in sorted(LMS.rglob("*.py"))}
    found: set[str] = set()
    for tree in files.values():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for call in _calls(function, names):
                given = _argument(call, parameter, 0)
                if given is None or function.name in {"record", "record_view"} | {"_said"}:
                    continue
                text = _literals(given)
                if text is None:
                    text = _constant(tree, ast.unparse(given))
                if text is None:
                    wide = [tree] if function.name.startswith("_") else list(files.values())
                    text = _handed_in(ast.unparse(given), function, wide)
                found |= text
    return found


def test_every_action_has_words() -> None:
    assert _said(RECORDING, "action") == set(ACTIONS)


def test_every_logged_page_has_words() -> None:
    assert _said(VIEWING, "page") == set(PAGES)
