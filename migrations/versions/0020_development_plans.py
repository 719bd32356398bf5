"""Development plans: a person's year, its items, and the dialogue about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('development_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'proposed', 'agreed', 'closed')", name=op.f('ck_development_plan_state')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['person.id'], name=op.f('fk_development_plan_agreed_by_id_person')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_development_plan_closed_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_development_plan_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_development_plan')),
    sa.UniqueConstraint('person_id', 'year', name=op.f('uq_development_plan_person_id_year'))
    )
    op.create_index('ix_development_plan_year', 'development_plan', ['year', 'state'], unique=False)
    op.create_table('plan_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=True),
    sa.Column('need', sa.String(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('quarter', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(origin = 'duty') = (duty_id IS NOT NULL)", name=op.f('ck_plan_item_duty')),
    sa.CheckConstraint("origin IN ('gap', 'duty', 'wish')", name=op.f('ck_plan_item_origin')),
    sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f('ck_plan_item_state')),
    sa.CheckConstraint('quarter BETWEEN 1 AND 4', name=op.f('ck_plan_item_quarter')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_plan_item_course_id_course')),
    sa.ForeignKeyConstraint(['duty_id'], ['duty.id'], name=op.f('fk_plan_item_duty_id_duty')),
    sa.ForeignKeyConstraint(['plan_id'], ['development_plan.id'], name=op.f('fk_plan_item_plan_id_development_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_item')),
    sa.UniqueConstraint('plan_id', 'duty_id', name=op.f('uq_plan_item_plan_id_duty_id')),
    sa.UniqueConstraint('plan_id', 'key', name=op.f('uq_plan_item_plan_id_key'))
    )
    op.create_table('plan_remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_plan_remark_author_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['development_plan.id'], name=op.f('fk_plan_remark_plan_id_development_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_remark')),
    sa.UniqueConstraint('plan_id', 'key', name=op.f('uq_plan_remark_plan_id_key'))
    )


def downgrade() -> None:
    op.drop_table('plan_remark')
    op.drop_table('plan_item')
    op.drop_index('ix_development_plan_year', table_name='development_plan')
    op.drop_table('development_plan')
