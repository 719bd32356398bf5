"""Tables that leave as files, made in the background, and letterheads of units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state IN ('waiting', 'running')")


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    op.create_table('export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('params', json, nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('same', sa.String(), nullable=False),
    sa.Column('reach', json, nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('failure', sa.String(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('reached', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_export_known_state')),
    sa.CheckConstraint("(state = 'done') = (sha256 IS NOT NULL)", name=op.f('ck_export_done_with_file')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_export_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export'))
    )
    op.create_index('ix_export_person_id', 'export', ['person_id', 'asked_at'], unique=False)
    op.create_index('ix_export_expires_at', 'export', ['expires_at'], unique=False)
    op.create_index('uq_export_unfinished', 'export', ['person_id', 'same'], unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    op.create_table('letterhead',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('top_line', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['person.id'], name=op.f('fk_letterhead_changed_by_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_letterhead_unit_id_org_unit')),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_letterhead'))
    )


def downgrade() -> None:
    op.drop_table('letterhead')
    op.drop_index('uq_export_unfinished', table_name='export', sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    op.drop_index('ix_export_expires_at', table_name='export')
    op.drop_index('ix_export_person_id', table_name='export')
    op.drop_table('export')
