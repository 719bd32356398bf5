"""Which attempts make the score that counts, and scores as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import counted_score, counting_places, read_score
from lms.assessment.rules.values import Counts
from lms.core.errors import Invalid

SCORES = st.lists(st.integers(0, 10_000).map(lambda hundredths: hundredths / 100), max_size=8)
RULES: tuple[Counts, ...] = ("best", "last", "first", "mean")


@given(SCORES, st.sampled_from(RULES))
def test_the_places_that_count_are_those_of_the_score_that_counts(
    scores: list[float], counts: Counts
) -> None:
    counted = counted_score(scores, counts)
    at = sorted(counting_places(scores, counts))
    if counted is None:
        assert at == []
    elif counts == "mean":
        assert at == list(range(len(scores)))
    else:
        [place] = at
        assert scores[place] == counted


def test_of_two_best_attempts_the_earlier_counts() -> None:
    assert counting_places([50.0, 80.0, 80.0], "best") == {1}


@given(st.integers(0, 10_000))
def test_every_score_of_two_decimals_is_read_with_comma_or_point(hundredths: int) -> None:
    text = f"{hundredths // 100},{hundredths % 100:02}"
    assert read_score(f" {text} ") == read_score(text.replace(",", ".")) == hundredths / 100


@pytest.mark.parametrize(
    "text",
    ["", "-1", "100,01", "101", "999", "82,555", "8,", ",5", "1e2", "٨٠", "nan", "1.000", "8 2"],
)
def test_anything_else_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_score(text)
    assert refused.value.field == "score"
