"""Time limits of attempts: deadlines, accommodations, start passwords, pauses, late answers, devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accommodation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('activity_key', sa.String(), nullable=False),
    sa.Column('extra_time', sa.Integer(), nullable=False),
    sa.Column('extra_attempts', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_accommodation_course_id_course')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['person.id'], name=op.f('fk_accommodation_granted_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_accommodation_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accommodation')),
    sa.UniqueConstraint('course_id', 'person_id', 'activity_key', name=op.f('uq_accommodation_course_id_person_id_activity_key'))
    )
    with op.batch_alter_table('accommodation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accommodation_person_id'), ['person_id'], unique=False)

    op.create_table('start_password',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('activity_key', sa.String(), nullable=False),
    sa.Column('word', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_start_password_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_start_password')),
    sa.UniqueConstraint('course_id', 'activity_key', name=op.f('uq_start_password_course_id_activity_key'))
    )

    op.create_table('pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('activity_key', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['begun_by_id'], ['person.id'], name=op.f('fk_pause_begun_by_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_pause_course_id_course')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_pause_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pause'))
    )
    with op.batch_alter_table('pause', schema=None) as batch_op:
        batch_op.create_index('ix_pause_course_id_activity_key', ['course_id', 'activity_key'], unique=False)
        batch_op.create_index('uq_pause_running', ['course_id', 'activity_key'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seconds_allowed', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('device_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('ended_by', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('late_accepted_to', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_attempt_ended_by'), "ended_by IN ('person', 'clock')")

    op.execute("UPDATE attempt SET ended_by = 'person' WHERE submitted_at IS NOT NULL")

    with op.batch_alter_table('answer_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('late', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table('answer_event', schema=None) as batch_op:
        batch_op.drop_column('late')

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_attempt_ended_by'), type_='check')
        batch_op.drop_column('late_accepted_to')
        batch_op.drop_column('ended_by')
        batch_op.drop_column('device_id')
        batch_op.drop_column('seconds_allowed')

    with op.batch_alter_table('pause', schema=None) as batch_op:
        batch_op.drop_index('uq_pause_running', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_pause_course_id_activity_key')

    op.drop_table('pause')
    op.drop_table('start_password')
    with op.batch_alter_table('accommodation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accommodation_person_id'))

    op.drop_table('accommodation')
