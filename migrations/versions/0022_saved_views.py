"""Saved views of the pages of supervision, and when the figures of one are mailed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('page', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('params', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(every = 'never') = (due_at IS NULL)", name=op.f('ck_saved_view_due')),
    sa.CheckConstraint("(page = 'unit') = (unit_id IS NOT NULL)", name=op.f('ck_saved_view_unit')),
    sa.CheckConstraint("every IN ('never', 'weekly', 'monthly')", name=op.f('ck_saved_view_every')),
    sa.CheckConstraint("page IN ('people', 'unit')", name=op.f('ck_saved_view_page')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_view_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('person_id', 'name', name=op.f('uq_saved_view_person_id_name'))
    )
    op.create_index('ix_saved_view_due_at', 'saved_view', ['due_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_saved_view_due_at', table_name='saved_view')
    op.drop_table('saved_view')
