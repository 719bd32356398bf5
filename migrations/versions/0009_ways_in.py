"""Ways in: one-time codes on paper, second factors, reading as somebody, settings at run time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

DATA = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('setting',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', DATA, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_setting'))
    )
    op.create_table('code_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('people', DATA, nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_code_batch_unit_id_org_unit')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_code_batch_issued_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_batch')),
    sa.UniqueConstraint('key', name=op.f('uq_code_batch_key'))
    )
    op.create_table('second_factor',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_factor_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_second_factor'))
    )
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_recovery_code_code_hash'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_recovery_code_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('disabled_reason', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('second_factor_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reads_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reads_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f('fk_auth_session_reads_id_person'), 'person', ['reads_id'], ['id'])
        batch_op.create_index(op.f('ix_auth_session_reads_id'), ['reads_id'], unique=False)

    with op.batch_alter_table('password_reset', schema=None) as batch_op:
        batch_op.add_column(sa.Column('batch_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_password_reset_batch_id_code_batch'), 'code_batch', ['batch_id'], ['id'])
        batch_op.create_index(op.f('ix_password_reset_batch_id'), ['batch_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('password_reset', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_password_reset_batch_id'))
        batch_op.drop_constraint(op.f('fk_password_reset_batch_id_code_batch'), type_='foreignkey')
        batch_op.drop_column('batch_id')

    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_auth_session_reads_id'))
        batch_op.drop_constraint(op.f('fk_auth_session_reads_id_person'), type_='foreignkey')
        batch_op.drop_column('reads_until')
        batch_op.drop_column('reads_id')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('second_factor_at')
        batch_op.drop_column('disabled_reason')

    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_recovery_code_person_id'))

    op.drop_table('recovery_code')
    op.drop_table('second_factor')
    op.drop_table('code_batch')
    op.drop_table('setting')
