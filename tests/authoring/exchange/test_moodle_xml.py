"""Moodle XML: read as Moodle writes it, written so that it comes back the same, and hostile XML
refused."""

from __future__ import annotations

import base64
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.authoring.source.exchange import (
    Exchange,
    Exchanged,
    NotMoodleXmlError,
    read_questions,
    write_moodle_xml,
)
from lms.authoring.source.exchange.questions import Number, Option
from lms.authoring.source.exchange.texts import literal
from tests.factories.courses import png


def read(text: str | bytes) -> Exchange:
    data = text.encode() if isinstance(text, str) else text
    return read_questions("soal.xml", data)


def one(body: str, kind: str = "multichoice") -> Exchange:
    return read(
        f'<quiz><question type="{kind}"><name><text>Soal 1</text></name>'
        f'<questiontext format="html"><text><![CDATA[<p>Siapa?</p>]]></text></questiontext>'
        f"{body}</question></quiz>"
    )


def test_a_question_as_moodle_writes_it() -> None:
    found = one(
        "<generalfeedback><text>Lihat materi.</text></generalfeedback>"
        "<defaultgrade>2.0000000</defaultgrade><single>true</single><idnumber>s1</idnumber>"
        '<answer fraction="100"><text>PA</text><feedback><text>Tepat.</text></feedback></answer>'
        '<answer fraction="0"><text>Penyedia</text></answer>'
        "<tags><tag><text>peran</text></tag><tag><text>outcome:inti</text></tag></tags>"
    )
    assert found.questions == [
        Exchanged(
            "one",
            "Siapa?",
            name="s1",
            options=(Option("PA", True, "Tepat."), Option("Penyedia", False)),
            explanation="Lihat materi.",
            points=Decimal(2),
            outcome="inti",
            tags=("peran",),
        )
    ]


def test_a_picture_comes_along() -> None:
    data = base64.b64encode(png()).decode()
    found = read(
        '<quiz><question type="essay"><name><text>Kurva</text></name>'
        '<questiontext format="markdown"><text>![Kurva](@@PLUGINFILE@@/kurva%20s.png)</text>'
        f'<file name="kurva s.png" path="/" encoding="base64">{data}</file></questiontext>'
        "</question></quiz>"
    )
    assert found.pictures == {"media/kurva-s.png": png()}
    assert found.questions[0].text == "![Kurva](media/kurva-s.png)"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("category", "<category><text>$course$/ujian</text></category>"),
        ("calculated", ""),
        ("multichoice", '<answer fraction="0"><text>a</text></answer>'),
        ("shortanswer", '<answer fraction="50"><text>a</text></answer>'),
        ("cloze", "<x/>"),
    ],
)
def test_what_does_not_fit_is_listed(kind: str, body: str) -> None:
    found = one(body, kind)
    assert found.losses
    assert not found.questions


@pytest.mark.parametrize(
    "text",
    [
        "bukan xml",
        "<html></html>",
        '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>',
        '<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>',
        "",
    ],
)
def test_what_is_no_moodle_xml_is_refused(text: str) -> None:
    with pytest.raises(NotMoodleXmlError):
        read(text)


TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12
)
POINTS = st.sampled_from([Decimal(1), Decimal(2), Decimal("2.5")])
FEEDBACK = st.one_of(st.just(""), TEXT)


def questions() -> st.SearchStrategy[Exchanged]:
    """Any question of any kind that both formats know."""
    option = st.builds(Option, TEXT, st.booleans(), FEEDBACK)
    several = st.lists(option, min_size=2, max_size=5).filter(
        lambda options: any(o.correct for o in options)
    )
    single = several.filter(lambda options: sum(o.correct for o in options) == 1)
    texts = st.lists(TEXT, min_size=2, max_size=4).map(tuple)
    # Right sides are plain words in Moodle.
    rights = TEXT.map(literal)
    pairs = st.lists(st.tuples(TEXT, rights), min_size=2, max_size=4).map(tuple)
    extra = st.lists(rights, max_size=2).map(tuple)
    accepted = st.lists(TEXT, min_size=1, max_size=3).map(
        lambda found: tuple(Option(text, correct=True) for text in found)
    )
    number = st.builds(
        Number, st.integers(-9999, 9999).map(Decimal), st.sampled_from([Decimal(0), Decimal("0.5")])
    )
    common = {
        "text": TEXT,
        "name": TEXT,
        "explanation": FEEDBACK,
        "points": POINTS,
        "outcome": st.sampled_from(["", "inti"]),
        "tags": st.sampled_from([(), ("peran",)]),
    }
    return st.one_of(
        st.builds(Exchanged, st.just("one"), options=single.map(tuple), **common),
        st.builds(Exchanged, st.just("several"), options=several.map(tuple), **common),
        st.builds(Exchanged, st.just("short"), options=accepted, case=st.booleans(), **common),
        st.builds(
            Exchanged,
            st.just("numeric"),
            numbers=st.lists(number, min_size=1, max_size=2).map(tuple),
            unit=st.sampled_from(["", "km"]),
            **common,
        ),
        st.builds(Exchanged, st.just("matching"), pairs=pairs, extra=extra, **common),
        st.builds(Exchanged, st.just("ordering"), items=texts, **common),
        st.builds(Exchanged, st.just("essay"), **common),
    )


@given(st.lists(questions(), min_size=1, max_size=4))
def test_what_is_written_comes_back(asked: list[Exchanged]) -> None:
    text, _ = write_moodle_xml(asked, {})
    found = read(text)
    assert not found.losses
    assert [replace(question, line=1) for question in found.questions] == asked


def test_gaps_and_pictures_come_back() -> None:
    gaps = Exchanged("gaps", "Denda [[1/1000|satu permil]] per [[hari]].", name="s7")
    shown = Exchanged("essay", "![Kurva](media/kurva.png) Jelaskan.", name="s8")
    text, _ = write_moodle_xml([gaps, shown], {"media/kurva.png": png(), "media/lain.png": png(3)})
    found = read(text)
    assert [replace(question, line=1) for question in found.questions] == [gaps, shown]
    assert found.pictures == {"media/kurva.png": png()}


def test_a_right_side_with_a_form_of_its_own_is_listed() -> None:
    _, lost = write_moodle_xml([Exchanged("matching", "Jodohkan.", pairs=(("a", "**b**"),))], {})
    assert lost.losses


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(b"<quiz>" + data + b"</quiz>")
    except NotMoodleXmlError:
        assert data
