"""Finding people: the words of their names, in the order of the names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BYTES = sa.String().with_variant(sa.String(collation='C'), 'postgresql')
STEP = 1000
PEOPLE = sa.table('person', sa.column('id'), sa.column('user_name'), sa.column('full_name'))


def upgrade() -> None:
    op.create_table('person_word',
    sa.Column('word', BYTES, nullable=False),
    sa.Column('name_key', BYTES, nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_word_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('word', 'name_key', 'person_id', name=op.f('pk_person_word')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('person_word', schema=None) as batch_op:
        batch_op.create_index('ix_person_word_person_id_word', ['person_id', 'word'], unique=False)

    _fill()


def downgrade() -> None:
    with op.batch_alter_table('person_word', schema=None) as batch_op:
        batch_op.drop_index('ix_person_word_person_id_word')

    op.drop_table('person_word')


def _fill() -> None:
    words = sa.table('person_word', sa.column('word'), sa.column('name_key'), sa.column('person_id'))
    last = 0
    while people := op.get_bind().execute(
        sa.select(PEOPLE).where(PEOPLE.c.id > last).order_by(PEOPLE.c.id).limit(STEP)
    ).all():
        op.bulk_insert(words, [row for person in people for row in _rows(*person)])
        last = people[-1].id


def _rows(person_id: int, user_name: str, full_name: str) -> Iterator[dict[str, object]]:
    # As the application did when this was written; `flask people reindex` follows later changes.
    name = _words(full_name)
    for word in {'', *name, *_words(user_name)}:
        yield {'word': word, 'name_key': ' '.join(name), 'person_id': person_id}


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize('NFKD', text.casefold())
    bare = (sign for sign in plain if sign not in "'`\u2018\u2019\u02bc" and not unicodedata.combining(sign))
    return re.findall(r'[^\W_]+', ''.join(bare))
