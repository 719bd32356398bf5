"""From an outline to the rows of a revision: every text rendered, in one batch, before any write.

What a `Question` holds, by kind. `prompt` is shown before the answer and says nothing about it;
texts are safe HTML unless said otherwise. All prompts have `stem`.

- `one`, `several`: `options`.
- `short`, `essay`: nothing more; `essay` has `rubric` (see below) where it names one.
- `numeric`: `unit` (text, empty without one) and `unit_before`.
- `matching`: `lefts`; `rights`, and the same as words in `right_words`, ordered by a hash.
- `ordering`: `items`, ordered by a hash.
- `gaps`: `pieces`, one more than there are gaps; `stem` shows each gap as a line.
- `scale`: `points`, pairs of a number and its label (empty where it has none).
- an item of a survey: also `optional`, `indicator` and `competency` (None without one).

`key_data` is read to grade and to explain. It has `explanation` (HTML or None) and `right`:

- `one`, `several`: indexes of `options`; `feedback` has HTML or None for each option.
- `short`: accepted texts, each `{"parts": […], "case": bool}` (`source.AcceptedText`).
- `numeric`: accepted numbers, each `{"value": "12", "tolerance": "0.5"}`, decimals as text; beside
  it `unit` and the course's `language`, by which entries are read.
- `matching`: for each of `lefts` an index of `rights`; `ordering`: for each of `items` its place
  from 0; `gaps`: for each gap its accepted texts.
- `essay`, `scale`: nothing is right (an empty list).

A rubric is `{"title": HTML, "criteria": [{"name": HTML, "cells": [{"points": "2", "text": HTML}]}]}`.
What does not belong here: how Markdown becomes HTML (core), which files there are (media), the
transaction (publishing).
"""

from lms.courses.actions.compiling.course import (
    Addresses,
    CompiledBank,
    CompiledCourse,
    compile_bank,
    compile_course,
    compile_introduction,
    compile_module,
    media_address,
)
from lms.courses.actions.compiling.questions import same_key
from lms.courses.actions.compiling.texts import TextRefusedError

__all__ = [
    "Addresses",
    "CompiledBank",
    "CompiledCourse",
    "TextRefusedError",
    "compile_bank",
    "compile_course",
    "compile_introduction",
    "compile_module",
    "media_address",
    "same_key",
]
