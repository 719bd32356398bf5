"""Corrections of wrong keys, and what each made of the attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.String(), nullable=False),
    sa.Column('content_hash', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('key_data', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('applied_by_id', sa.Integer(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawal_reason', sa.String(), nullable=False),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('key', 'drop', 'full')", name=op.f('ck_correction_kind')),
    sa.ForeignKeyConstraint(['applied_by_id'], ['person.id'], name=op.f('fk_correction_applied_by_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_correction_course_id_course')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['person.id'], name=op.f('fk_correction_withdrawn_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    sa.UniqueConstraint('course_id', 'question_key', 'content_hash', 'number', name=op.f('uq_correction_course_id_question_key_content_hash_number'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index('uq_correction_unsettled', ['course_id'], unique=True, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.create_table('regrading',
    sa.Column('correction_id', sa.Integer(), nullable=False),
    sa.Column('withdrawal', sa.Boolean(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('points_before', sa.Numeric(precision=10, scale=4), nullable=True),
    sa.Column('points_after', sa.Numeric(precision=10, scale=4), nullable=True),
    sa.Column('score_before', sa.Double(), nullable=True),
    sa.Column('score_after', sa.Double(), nullable=True),
    sa.Column('passed_before', sa.Boolean(), nullable=True),
    sa.Column('passed_after', sa.Boolean(), nullable=True),
    sa.Column('changed', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_regrading_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['correction_id'], ['correction.id'], name=op.f('fk_regrading_correction_id_correction')),
    sa.PrimaryKeyConstraint('correction_id', 'withdrawal', 'attempt_id', name=op.f('pk_regrading'))
    )


def downgrade() -> None:
    op.drop_table('regrading')
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.drop_index('uq_correction_unsettled', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.drop_table('correction')
