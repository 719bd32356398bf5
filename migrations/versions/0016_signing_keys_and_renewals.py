"""Public keys of certificates; renewals of what a completed cycle brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('signing_key',
    sa.Column('kid', sa.String(), nullable=False),
    sa.Column('public', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('kid', name=op.f('pk_signing_key'))
    )
    op.create_table('renewal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('renewed_by_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_renewal_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['renewed_by_id'], ['enrolment.id'], name=op.f('fk_renewal_renewed_by_id_enrolment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_renewal')),
    sa.UniqueConstraint('enrolment_id', name=op.f('uq_renewal_enrolment_id')),
    sa.UniqueConstraint('renewed_by_id', name=op.f('uq_renewal_renewed_by_id'))
    )
    op.create_index(op.f('ix_renewal_due_on'), 'renewal', ['due_on'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_renewal_due_on'), table_name='renewal')
    op.drop_table('renewal')
    op.drop_table('signing_key')
