"""Full-text search that answers alike on both databases.

Text and query are folded to lower-case words and stemmed here (Indonesian), so that FTS5 and
PostgreSQL only compare plain tokens. The index itself is made in the migrations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import Stemmer
from sqlalchemy import (
    ColumnClause,
    Select,
    String,
    UniqueConstraint,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, db

MOST_QUERY_WORDS = 12
TITLE_WEIGHT = 8.0

_WORD = re.compile(r"[^\W_]+")

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

_stemmer = Stemmer.Stemmer("indonesian")
_stemming = Lock()


class SearchEntry(Model):
    """One findable thing; `title_stems` and `body_stems` hold stemmed words only.

    Rebuilding this table drops what keeps the index in step (triggers on SQLite, a generated column
    on PostgreSQL): a migration that does so makes them again, as the first one did.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ref_id: Mapped[int]
    title_stems: Mapped[str]
    body_stems: Mapped[str]


@dataclass(frozen=True, slots=True)
class Stems:
    """What a thing is found by, ready for the index."""

    title: str
    body: str

    @classmethod
    def of(cls, *, title: str, body: Iterable[str]) -> Stems:
        """Stem the words of a thing. Slow for a long one: do it before the write transaction."""
        # Part by part: within one call of the stemmer no other thread gets on.
        parts = (" ".join(stems(part)) for part in body)
        return cls(" ".join(stems(title)), " ".join(parts))


def stems(content: str) -> list[str]:
    """Stemmed words of a text, in order, without accents."""
    plain = unicodedata.normalize("NFKD", content.casefold())
    words = _WORD.findall(_BEYOND_ASCII.sub(_unless_accent, plain))
    # The stemmer keeps the word in hand as its own state: two threads would mix theirs.
    with _stemming:
        return list(_stemmer.stemWords(words))


def put(kind: str, ref_id: int, words: Stems) -> None:
    """Make a thing findable, replacing what was indexed of it before."""
    remove(kind, ref_id)
    said = {"title_stems": words.title, "body_stems": words.body}
    db.session.execute(insert(SearchEntry).values(kind=kind, ref_id=ref_id, **said))


def remove(kind: str, ref_id: int) -> None:
    """Make a thing unfindable."""
    db.session.execute(
        delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.ref_id == ref_id)
    )


def expression(query: str) -> str | None:
    """A query in the index's own language, for `matching`: every word, the last one also as a
    beginning, so that results appear while it is typed. None when there is no word in it."""
    words = stems(query)[:MOST_QUERY_WORDS]
    if not words:
        return None
    if db.engine.dialect.name == "sqlite":
        return " AND ".join(f'"{word}"' for word in words) + "*"
    return " & ".join(f"'{word}'" for word in words) + ":*"


def matching(kind: str) -> Select[tuple[int, float]]:
    """A select of (ref_id, rank) of the things that match the parameter `expression`; smaller
    ranks come first."""
    return _matching_fts5(kind) if db.engine.dialect.name == "sqlite" else _matching_tsvector(kind)


def _matching_fts5(kind: str) -> Select[tuple[int, float]]:
    fts = table("search_fts", column("rowid"))
    return (
        select(SearchEntry.ref_id, func.bm25(text("search_fts"), TITLE_WEIGHT, 1.0).label("rank"))
        .join(fts, fts.c.rowid == SearchEntry.id)
        .where(text("search_fts MATCH :expression"))
        .where(SearchEntry.kind == kind)
    )


def _matching_tsvector(kind: str) -> Select[tuple[int, float]]:
    vector: ColumnClause[Any] = literal_column("search_entry.vector")
    wanted = func.to_tsquery("simple", bindparam("expression", type_=String()))
    rank = func.ts_rank(vector, wanted) * literal(-1.0)
    return (
        select(SearchEntry.ref_id, rank.label("rank"))
        .where(vector.op("@@")(wanted))
        .where(SearchEntry.kind == kind)
    )


def _unless_accent(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign[0]) else sign[0]
