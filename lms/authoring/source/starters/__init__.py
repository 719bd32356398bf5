"""The texts that a new course begins with; they lie beside this file, as their authors see them.

`course.md` here is only the end of one: the keys that name the course are put before it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lms.authoring.rules.heads import part_file

TEMPLATES = ("example", "empty")
"""A small complete course that explains itself, and a course of one lesson."""


class Starter(NamedTuple):
    """The end of `course.md`, and the texts of the modules by path."""

    course_tail: str
    modules: dict[str, str]


@cache
def starter(template: str, language: str) -> Starter:
    """The texts of a template, in English for a course in English, else in Indonesian.

    Raises:
        ValueError: there is no such template.
    """
    if template not in TEMPLATES:
        raise ValueError(f"no template is called {template}")
    folder = files(__package__) / ("en" if language == "en" else "id") / template
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir()}
    return Starter(texts.pop("course.md"), texts)


def new_module(key: str, title: str) -> str:
    """The text of a module that begins: one lesson, to be written."""
    return part_file(key, title, _part("module").format(key=f"{key}-materi", title=title))


def new_bank(key: str, title: str) -> str:
    """The text of a question bank that begins: one question, to be written."""
    return part_file(key, title, _part("bank").format(key=f"{key}-soal-1", title=title))


@cache
def _part(name: str) -> str:
    return (files(__package__) / "parts" / f"{name}.txt").read_text(encoding="utf-8")
