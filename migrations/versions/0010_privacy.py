"""Privacy: both books of the trail are sealed, with the person concerned; requests about personal
data, copies of it, runs of the retention rules.

What was sealed before is sealed anew by the worker: the old batches kept no digests.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

DATA = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
OPEN_REQUEST = sa.text("state IN ('waiting', 'running')")
UNFINISHED = sa.text('done_at IS NULL')


def upgrade() -> None:
    _unseal()
    with op.batch_alter_table('audit_batch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('book', sa.String(), nullable=False))
        batch_op.add_column(sa.Column('number', sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column('digests', DATA, nullable=False))
        batch_op.add_column(sa.Column('pruned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint('uq_audit_batch_previous_hash', type_='unique')
        batch_op.create_unique_constraint('uq_audit_batch_book_number', ['book', 'number'])
        batch_op.create_unique_constraint('uq_audit_batch_book_previous_hash', ['book', 'previous_hash'])

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_audit_entry_at_id', ['at', 'id'], unique=False)
        batch_op.create_index('ix_audit_entry_about_id_at', ['about_id', 'at'], unique=False)

    with op.batch_alter_table('access_log', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('batch_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_access_log_batch_id_audit_batch'), 'audit_batch', ['batch_id'], ['id'])
        batch_op.create_index('ix_access_log_at_id', ['at', 'id'], unique=False)
        batch_op.create_index('ix_access_log_about_id_at', ['about_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_log_batch_id'), ['batch_id'], unique=False)

    for table in ('audit_entry', 'access_log'):
        op.execute(f"UPDATE {table} SET about_id = CAST(subject_id AS INTEGER) WHERE subject_kind = 'person'")

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('restricted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))

    op.create_table('privacy_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('proposed', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('files', DATA, nullable=False),
    sa.CheckConstraint("kind IN ('correction', 'restriction', 'erasure')", name=op.f('ck_privacy_request_kind')),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'declined', 'withdrawn')", name=op.f('ck_privacy_request_state')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_privacy_request_asked_by_id_person')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_privacy_request_decided_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_privacy_request_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_request'))
    )
    with op.batch_alter_table('privacy_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_privacy_request_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_privacy_request_state_asked_at', ['state', 'asked_at'], unique=False)
        batch_op.create_index('uq_privacy_request_open', ['person_id', 'kind'], unique=True, sqlite_where=OPEN_REQUEST, postgresql_where=OPEN_REQUEST)

    op.create_table('data_export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_data_export_asked_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_data_export_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_export'))
    )
    with op.batch_alter_table('data_export', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_data_export_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_data_export_unfinished', ['person_id'], unique=True, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)

    op.create_table('retention_run',
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('ran_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('rule', name=op.f('pk_retention_run'))
    )


def downgrade() -> None:
    op.drop_table('retention_run')
    with op.batch_alter_table('data_export', schema=None) as batch_op:
        batch_op.drop_index('uq_data_export_unfinished', sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
        batch_op.drop_index(batch_op.f('ix_data_export_person_id'))

    op.drop_table('data_export')
    with op.batch_alter_table('privacy_request', schema=None) as batch_op:
        batch_op.drop_index('uq_privacy_request_open', sqlite_where=OPEN_REQUEST, postgresql_where=OPEN_REQUEST)
        batch_op.drop_index('ix_privacy_request_state_asked_at')
        batch_op.drop_index(batch_op.f('ix_privacy_request_person_id'))

    op.drop_table('privacy_request')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('erased_at')
        batch_op.drop_column('restricted_at')

    op.execute('UPDATE access_log SET batch_id = NULL')
    _unseal()
    with op.batch_alter_table('access_log', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_log_batch_id'))
        batch_op.drop_index('ix_access_log_about_id_at')
        batch_op.drop_index('ix_access_log_at_id')
        batch_op.drop_constraint(batch_op.f('fk_access_log_batch_id_audit_batch'), type_='foreignkey')
        batch_op.drop_column('batch_id')
        batch_op.drop_column('about_id')

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_about_id_at')
        batch_op.drop_index('ix_audit_entry_at_id')
        batch_op.drop_column('about_id')

    with op.batch_alter_table('audit_batch', schema=None) as batch_op:
        batch_op.drop_constraint('uq_audit_batch_book_previous_hash', type_='unique')
        batch_op.drop_constraint('uq_audit_batch_book_number', type_='unique')
        batch_op.create_unique_constraint('uq_audit_batch_previous_hash', ['previous_hash'])
        batch_op.drop_column('pruned_at')
        batch_op.drop_column('digests')
        batch_op.drop_column('number')
        batch_op.drop_column('book')


def _unseal() -> None:
    op.execute('UPDATE audit_entry SET batch_id = NULL')
    op.execute('DELETE FROM audit_batch')
