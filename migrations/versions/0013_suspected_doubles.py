"""Accounts that may be one person's, and what was decided about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suspected_double',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('kept_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_suspected_double_in_order')),
    sa.CheckConstraint("state IN ('waiting', 'different', 'merging', 'same')", name=op.f('ck_suspected_double_state')),
    sa.CheckConstraint("(kept_id IS NOT NULL) = (state IN ('merging', 'same'))", name=op.f('ck_suspected_double_kept_when_merged')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_suspected_double_decided_by_id_person')),
    sa.ForeignKeyConstraint(['kept_id'], ['person.id'], name=op.f('fk_suspected_double_kept_id_person')),
    sa.ForeignKeyConstraint(['one_id'], ['person.id'], name=op.f('fk_suspected_double_one_id_person')),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_suspected_double_other_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspected_double')),
    sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_suspected_double_one_id_other_id'))
    )
    with op.batch_alter_table('suspected_double', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suspected_double_kept_id'), ['kept_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suspected_double_other_id'), ['other_id'], unique=False)
        batch_op.create_index('ix_suspected_double_state_id', ['state', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('suspected_double', schema=None) as batch_op:
        batch_op.drop_index('ix_suspected_double_state_id')
        batch_op.drop_index(batch_op.f('ix_suspected_double_other_id'))
        batch_op.drop_index(batch_op.f('ix_suspected_double_kept_id'))

    op.drop_table('suspected_double')
