"""Duties: who must have completed which course by when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

LIST = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('duty_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('positions', LIST, nullable=False),
    sa.Column('position_types', LIST, nullable=False),
    sa.Column('pay_grades', LIST, nullable=False),
    sa.Column('employments', LIST, nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_duty_rule_created_by_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_duty_rule_unit_id_org_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_rule')),
    sa.UniqueConstraint('unit_id', 'name', name=op.f('uq_duty_rule_unit_id_name'))
    )
    op.create_table('duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_days', sa.Integer(), nullable=True),
    sa.Column('counts_from', sa.Date(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(due_on IS NULL) <> (due_days IS NULL)', name=op.f('ck_duty_due')),
    sa.CheckConstraint('due_days > 0', name=op.f('ck_duty_due_days')),
    sa.ForeignKeyConstraint(['rule_id'], ['duty_rule.id'], name=op.f('fk_duty_rule_id_duty_rule')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_duty_course_id_course')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_duty_created_by_id_person')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_duty_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty')),
    sa.UniqueConstraint('key', name=op.f('uq_duty_key'))
    )
    op.create_index('ix_duty_rule_id', 'duty', ['rule_id'], unique=False)
    op.create_index('ix_duty_course_id', 'duty', ['course_id'], unique=False)
    op.create_table('duty_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('assigned_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_reason', sa.String(), nullable=False),
    sa.Column('due_by_id', sa.Integer(), nullable=True),
    sa.Column('reminded', sa.Integer(), nullable=True),
    sa.Column('released_on', sa.Date(), nullable=True),
    sa.Column('waived_on', sa.Date(), nullable=True),
    sa.Column('waive_reason', sa.String(), nullable=False),
    sa.Column('waived_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(waived_on IS NULL) = (waive_reason = '')", name=op.f('ck_duty_person_waived')),
    sa.ForeignKeyConstraint(['due_by_id'], ['person.id'], name=op.f('fk_duty_person_due_by_id_person')),
    sa.ForeignKeyConstraint(['duty_id'], ['duty.id'], name=op.f('fk_duty_person_duty_id_duty')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_duty_person_person_id_person')),
    sa.ForeignKeyConstraint(['waived_by_id'], ['person.id'], name=op.f('fk_duty_person_waived_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_person'))
    )
    op.create_index('ix_duty_person_duty_id', 'duty_person', ['duty_id', 'person_id'], unique=False)
    op.create_index('ix_duty_person_person_id', 'duty_person', ['person_id'], unique=False)
    op.create_index('uq_duty_person_open', 'duty_person', ['duty_id', 'person_id'], unique=True,
    sqlite_where=sa.text('released_on IS NULL'), postgresql_where=sa.text('released_on IS NULL'))
    op.create_index('ix_duty_person_due_on', 'duty_person', ['due_on'], unique=False,
    sqlite_where=sa.text('released_on IS NULL'), postgresql_where=sa.text('released_on IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_duty_person_due_on', table_name='duty_person')
    op.drop_index('uq_duty_person_open', table_name='duty_person')
    op.drop_index('ix_duty_person_duty_id', table_name='duty_person')
    op.drop_index('ix_duty_person_person_id', table_name='duty_person')
    op.drop_table('duty_person')
    op.drop_index('ix_duty_course_id', table_name='duty')
    op.drop_index('ix_duty_rule_id', table_name='duty')
    op.drop_table('duty')
    op.drop_table('duty_rule')
