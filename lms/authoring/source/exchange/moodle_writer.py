"""Moodle XML written out, texts as Markdown (Moodle shows that too), so that a file which comes back
is the same. Source of the shape: see `moodle_xml`."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lms.authoring.source.exchange.moodle_xml import HUNDRED, MEDIA, OUTCOME_TAG, PLUGIN_FILE
from lms.authoring.source.exchange.questions import Exchange, Exchanged, Option
from lms.authoring.source.exchange.texts import literal, plain
from lms.core.words import N_

TYPES = {
    "one": "multichoice",
    "several": "multichoice",
    "short": "shortanswer",
    "numeric": "numerical",
    "matching": "matching",
    "ordering": "ordering",
    "gaps": "cloze",
    "essay": "essay",
}
_PICTURE = re.compile(r"\]\((media/[^)\s]+)\)")
_GAP = re.compile(r"(?<!\\)\[\[([^\[\]]+)\]\]")
_CLOZE_SIGNS = re.compile(r"([}~#/\"\\])")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_moodle_xml(
    questions: Iterable[Exchanged], pictures: Mapping[str, bytes]
) -> tuple[str, Exchange]:
    """The file's text, with the pictures that the questions show in it, and what is lost: only the
    form of right sides, which Moodle keeps as plain words."""
    asked, lost = list(questions), Exchange()
    for question in asked:
        rights = [*(right for _, right in question.pairs), *question.extra]
        if any(literal(plain(right)) != right for right in rights):
            lost.lose(
                question.line, N_("Soal %(name)s: bentuk teks di sisi kanan."), name=question.name
            )
    body = "\n".join(_question(question, pictures) for question in asked)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n', lost


def _question(question: Exchanged, pictures: Mapping[str, bytes]) -> str:
    text = _GAP.sub(_cloze, question.text) if question.kind == "gaps" else question.text
    tags = [*question.tags, *([OUTCOME_TAG + question.outcome] if question.outcome else [])]
    parts = [
        f'<question type="{TYPES[question.kind]}">',
        f"<name>{_text(question.name)}</name>",
        _markdown("questiontext", text, pictures),
        _markdown("generalfeedback", question.explanation, pictures),
        f"<defaultgrade>{question.points}</defaultgrade>",
        f"<idnumber>{_xml(question.name)}</idnumber>",
        *_answers(question, pictures),
        "<tags>" + "".join(f"<tag>{_text(tag)}</tag>" for tag in tags) + "</tags>",
        "</question>",
    ]
    return "\n".join(parts)


def _answers(question: Exchanged, pictures: Mapping[str, bytes]) -> list[str]:
    kind = question.kind
    if kind in ("one", "several"):
        single = "true" if kind == "one" else "false"
        return [f"<single>{single}</single>", *_options(question.options, single, pictures)]
    if kind == "short":
        accepted = [f'<answer fraction="100">{_text(o.text)}</answer>' for o in question.options]
        return [f"<usecase>{int(question.case)}</usecase>", *accepted]
    if kind == "numeric":
        numbers = [
            f'<answer fraction="100">{_text(str(one.value))}'
            f"<tolerance>{one.tolerance}</tolerance></answer>"
            for one in question.numbers
        ]
        unit = (
            f"<unit><multiplier>1</multiplier><unit_name>{_xml(question.unit)}</unit_name></unit>"
        )
        return numbers + ([f"<units>{unit}</units>"] if question.unit else [])
    if kind == "matching":
        pairs = [*question.pairs, *(("", right) for right in question.extra)]
        return [
            _markdown("subquestion", left, pictures, f"<answer>{_text(plain(right))}</answer>")
            for left, right in pairs
        ]
    if kind == "ordering":
        return [
            _markdown("answer", item, pictures, attributes=f' fraction="{place}"')
            for place, item in enumerate(question.items, start=1)
        ]
    return []


def _options(
    options: Iterable[Option], single: str, pictures: Mapping[str, bytes]
) -> Iterable[str]:
    offered = list(options)
    share = HUNDRED if single == "true" else HUNDRED / sum(option.correct for option in offered)
    for option in offered:
        # Of several, a wrong choice takes away what a right one gives, as here.
        weight = share if option.correct else Decimal(0) if single == "true" else -share
        feedback = _markdown("feedback", option.feedback, pictures)
        yield _markdown(
            "answer", option.text, pictures, feedback, attributes=f' fraction="{weight:.7g}"'
        )


def _markdown(
    tag: str, markdown: str, pictures: Mapping[str, bytes], inside: str = "", attributes: str = ""
) -> str:
    shown = dict.fromkeys(path for path in _PICTURE.findall(markdown) if path in pictures)
    files = "".join(
        f'<file name={quoteattr(path.removeprefix(MEDIA))} path="/" encoding="base64">'
        f"{base64.b64encode(pictures[path]).decode()}</file>"
        for path in shown
    )
    for path in shown:
        markdown = markdown.replace(f"]({path})", f"]({PLUGIN_FILE}{path.removeprefix(MEDIA)})")
    return f'<{tag}{attributes} format="markdown">{_text(markdown)}{files}{inside}</{tag}>'


def _cloze(gap: re.Match[str]) -> str:
    answers = [_CLOZE_SIGNS.sub(r"\\\1", answer) for answer in gap[1].split("|")]
    return "{1:SHORTANSWER:" + "~".join(f"={answer}" for answer in answers) + "}"


def _text(words: str) -> str:
    return f"<text>{_xml(words)}</text>"


def _xml(words: str) -> str:
    return escape(_NOT_XML.sub("", words))
