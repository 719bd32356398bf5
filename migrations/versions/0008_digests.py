"""Digests, quiet hours, and what became of every e-mail.

Deliveries that failed before have no reason in words; the text of their error is kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

UNDIGESTED = sa.text('digest_id IS NULL')


def upgrade() -> None:
    op.create_table('digest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_digest_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('person_id', 'day', name=op.f('uq_digest_person_id_day'))
    )
    op.create_table('digest_entry',
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['digest_id'], ['digest.id'], name=op.f('fk_digest_entry_digest_id_digest')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_digest_entry_notice_id_notice')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_digest_entry_person_id_person')),
    sa.PrimaryKeyConstraint('notice_id', name=op.f('pk_digest_entry'))
    )
    with op.batch_alter_table('digest_entry', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_digest_entry_digest_id'), ['digest_id'], unique=False)
        batch_op.create_index('ix_digest_entry_waiting', ['due_at', 'notice_id'], unique=False, sqlite_where=UNDIGESTED, postgresql_where=UNDIGESTED)
        batch_op.create_index('ix_digest_entry_waiting_person', ['person_id'], unique=False, sqlite_where=UNDIGESTED, postgresql_where=UNDIGESTED)

    op.create_table('refused_address',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('refusals', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_refused_address_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_refused_address'))
    )
    op.create_table('mail_preference',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('frequency', sa.String(), nullable=False),
    sa.CheckConstraint("frequency IN ('at-once', 'daily', 'weekly', 'never')", name=op.f('ck_mail_preference_known_frequency')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_preference_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'topic', name=op.f('pk_mail_preference'))
    )
    op.create_table('quiet_time',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=True),
    sa.Column('ends', sa.Time(), nullable=True),
    sa.CheckConstraint('(starts IS NULL) = (ends IS NULL)', name=op.f('ck_quiet_time_both_or_neither')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_quiet_time_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_quiet_time'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('digest_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('made_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('why', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('code', sa.Integer(), nullable=True))

    op.execute('UPDATE delivery SET'
               ' person_id = (SELECT notice.person_id FROM notice WHERE notice.id = delivery.notice_id),'
               ' made_at = (SELECT notice.created_at FROM notice WHERE notice.id = delivery.notice_id)')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('made_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column('attempts', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('notice_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(op.f('fk_delivery_person_id_person'), 'person', ['person_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_delivery_digest_id_digest'), 'digest', ['digest_id'], ['id'])
        batch_op.create_unique_constraint(op.f('uq_delivery_digest_id'), ['digest_id'])
        batch_op.create_check_constraint(op.f('ck_delivery_of_one_thing'), '(notice_id IS NULL) <> (digest_id IS NULL)')
        batch_op.create_index('ix_delivery_person_id_id', ['person_id', 'id'], unique=False)
        batch_op.create_index('ix_delivery_state_id', ['state', 'id'], unique=False)


def downgrade() -> None:
    op.execute('DELETE FROM delivery WHERE notice_id IS NULL')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_state_id')
        batch_op.drop_index('ix_delivery_person_id_id')
        batch_op.drop_constraint(op.f('ck_delivery_of_one_thing'), type_='check')
        batch_op.drop_constraint(op.f('uq_delivery_digest_id'), type_='unique')
        batch_op.drop_constraint(op.f('fk_delivery_digest_id_digest'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_delivery_person_id_person'), type_='foreignkey')
        batch_op.alter_column('notice_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('code')
        batch_op.drop_column('why')
        batch_op.drop_column('attempts')
        batch_op.drop_column('made_at')
        batch_op.drop_column('digest_id')
        batch_op.drop_column('person_id')

    op.drop_table('quiet_time')
    op.drop_table('mail_preference')
    op.drop_table('refused_address')
    with op.batch_alter_table('digest_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_digest_entry_waiting_person', sqlite_where=UNDIGESTED, postgresql_where=UNDIGESTED)
        batch_op.drop_index('ix_digest_entry_waiting', sqlite_where=UNDIGESTED, postgresql_where=UNDIGESTED)
        batch_op.drop_index(op.f('ix_digest_entry_digest_id'))

    op.drop_table('digest_entry')
    op.drop_table('digest')
