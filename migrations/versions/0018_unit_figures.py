"""Figures of units: what each person adds to them, and their sums on any day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

MEASURES = (
    'assigned', 'begun', 'fulfilled', 'overdue', 'learning', 'completed', 'scored', 'score',
    'members', 'obliged', 'late', 'aimed', 'on_target', 'hours',
)


def upgrade() -> None:
    op.create_table('standing_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    *(sa.Column(name, sa.BigInteger(), nullable=False) for name in MEASURES),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_standing_change_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_change'))
    )
    op.create_index('ix_standing_change_person_id', 'standing_change', ['person_id'], unique=False)
    op.create_index('ix_standing_change_unit_id_course_id', 'standing_change', ['unit_id', 'course_id'], unique=False)
    op.create_table('unit_figures',
    sa.Column('unit_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('course_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    *(sa.Column(name, sa.BigInteger(), nullable=False) for name in MEASURES),
    sa.PrimaryKeyConstraint('unit_id', 'course_id', 'day', name=op.f('pk_unit_figures'))
    )
    op.create_table('recount',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recount_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recount'))
    )
    op.create_index(op.f('ix_recount_person_id'), 'recount', ['person_id'], unique=False)
    op.create_table('unit_way',
    sa.Column('unit_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('above_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('unit_id', 'above_id', 'since', name=op.f('pk_unit_way'))
    )
    op.create_index('ix_unit_way_above_id', 'unit_way', ['above_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_unit_way_above_id', table_name='unit_way')
    op.drop_table('unit_way')
    op.drop_index(op.f('ix_recount_person_id'), table_name='recount')
    op.drop_table('recount')
    op.drop_table('unit_figures')
    op.drop_index('ix_standing_change_unit_id_course_id', table_name='standing_change')
    op.drop_index('ix_standing_change_person_id', table_name='standing_change')
    op.drop_table('standing_change')
