"""What devices sent that learned without a network, once each, and what of it was held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    op.create_table('sync_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('device_id', sa.String(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('payload', json, nullable=False),
    sa.Column('wall_ms', sa.BigInteger(), nullable=False),
    sa.Column('mono_ms', sa.BigInteger(), nullable=False),
    sa.Column('skew_ms', sa.BigInteger(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('reason_params', json, nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decision', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('stored', 'held', 'accepted', 'left')", name=op.f('ck_sync_event_state')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_sync_event_course_id_course')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_sync_event_decided_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sync_event_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_event')),
    sa.UniqueConstraint('person_id', 'event_id', 'hash', name=op.f('uq_sync_event_person_id_event_id_hash'))
    )
    op.create_index('ix_sync_event_held', 'sync_event', ['course_id'], unique=False, sqlite_where=sa.text("state = 'held'"), postgresql_where=sa.text("state = 'held'"))


def downgrade() -> None:
    op.drop_index('ix_sync_event_held', table_name='sync_event', sqlite_where=sa.text("state = 'held'"), postgresql_where=sa.text("state = 'held'"))
    op.drop_table('sync_event')
