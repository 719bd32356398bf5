"""A course is found by the words of the revision that learners see, once the worker has read them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.core import jobs
from lms.core.db import begin_writing, commit, db
from lms.core.search import SearchEntry
from lms.courses.actions import indexing
from tests.factories.courses import index_courses, publish_course

pytestmark = pytest.mark.usefixtures("context")


def found_by() -> list[str]:
    """The words of all entries."""
    return [entry.body_stems for entry in db.session.scalars(select(SearchEntry))]


def test_publishing_twice_before_the_worker_comes_asks_once():
    publish_course(lesson_text="Tentang jembatan.")
    publish_course(lesson_text="Tentang pelabuhan.")

    assert jobs.counts()["waiting"] == 1
    index_courses()
    (words,) = found_by()
    assert "labuh" in words
    assert "jembat" not in words


def test_a_revision_that_comes_while_the_words_are_read_is_read_too(monkeypatch):
    publish_course(lesson_text="Tentang jembatan.")
    read = indexing._words_of

    def meanwhile(revision):
        words = read(revision)
        if revision.number == 1:
            publish_course(lesson_text="Tentang pelabuhan.")
        return words

    monkeypatch.setattr(indexing, "_words_of", meanwhile)
    index_courses()

    (words,) = found_by()
    assert "labuh" in words


def test_a_worker_leaves_jobs_alone_of_which_it_does_not_know_the_kind():
    begin_writing()
    jobs.enqueue("of-a-later-version", {})
    commit()

    assert jobs.run_due({"index-course": indexing.index_course}) == 0
    assert jobs.counts() == {"waiting": 1, "running": 0, "failed": 0}
