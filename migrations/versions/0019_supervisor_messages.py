"""What supervisors say to the people they reach: praise, reminders, notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

COUNTS = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('reminder_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('search', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=True),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('skipped', COUNTS, nullable=False),
    sa.Column('without_mail', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_reminder_round_course_id_course')),
    sa.ForeignKeyConstraint(['from_id'], ['person.id'], name=op.f('fk_reminder_round_from_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_round')),
    sa.UniqueConstraint('key', name=op.f('uq_reminder_round_key'))
    )
    op.create_index('ix_reminder_round_from_id', 'reminder_round', ['from_id'], unique=False)
    op.create_table('supervisor_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('praise', 'reminder', 'note')", name=op.f('ck_supervisor_message_known_kind')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_supervisor_message_course_id_course')),
    sa.ForeignKeyConstraint(['from_id'], ['person.id'], name=op.f('fk_supervisor_message_from_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['reminder_round.id'], name=op.f('fk_supervisor_message_round_id_reminder_round')),
    sa.ForeignKeyConstraint(['to_id'], ['person.id'], name=op.f('fk_supervisor_message_to_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervisor_message')),
    sa.UniqueConstraint('key', name=op.f('uq_supervisor_message_key'))
    )
    op.create_index('ix_supervisor_message_from_id_to_id', 'supervisor_message', ['from_id', 'to_id'], unique=False)
    op.create_index('ix_supervisor_message_round_id', 'supervisor_message', ['round_id'], unique=False)
    op.create_index('ix_supervisor_message_to_id_sent_at', 'supervisor_message', ['to_id', 'sent_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_supervisor_message_to_id_sent_at', table_name='supervisor_message')
    op.drop_index('ix_supervisor_message_round_id', table_name='supervisor_message')
    op.drop_index('ix_supervisor_message_from_id_to_id', table_name='supervisor_message')
    op.drop_table('supervisor_message')
    op.drop_index('ix_reminder_round_from_id', table_name='reminder_round')
    op.drop_table('reminder_round')
