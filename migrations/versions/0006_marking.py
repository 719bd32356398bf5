"""Marking by people: schemes, claims, drafts, marks, returned works, files that are given back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

DATA = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
OF_A_MARKER = sa.text("slot IN ('first', 'second')")
UNMARKED = sa.text('score IS NULL AND submitted_at IS NOT NULL')
KEPT = sa.text('removed_at IS NULL')


def upgrade() -> None:
    op.create_table('marking_scheme',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('activity_key', sa.String(), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('double', sa.Boolean(), nullable=False),
    sa.Column('tolerance', sa.Integer(), nullable=False),
    sa.Column('late_percent', sa.Integer(), nullable=False),
    sa.Column('late_most', sa.Integer(), nullable=False),
    sa.Column('release', sa.String(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("release IN ('at-once', 'together')", name=op.f('ck_marking_scheme_release')),
    sa.CheckConstraint('tolerance BETWEEN 0 AND 100', name=op.f('ck_marking_scheme_tolerance')),
    sa.CheckConstraint('late_percent BETWEEN 0 AND 100', name=op.f('ck_marking_scheme_late_percent')),
    sa.CheckConstraint('late_most BETWEEN 0 AND 100', name=op.f('ck_marking_scheme_late_most')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_marking_scheme_course_id_course')),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_marking_scheme_set_by_id_person')),
    sa.PrimaryKeyConstraint('course_id', 'activity_key', name=op.f('pk_marking_scheme'))
    )
    op.create_table('marking_claim',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.String(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("slot IN ('first', 'second', 'moderation')", name=op.f('ck_marking_claim_slot')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_marking_claim_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_marking_claim_marker_id_person')),
    sa.PrimaryKeyConstraint('attempt_id', 'slot', name=op.f('pk_marking_claim')),
    sa.UniqueConstraint('attempt_id', 'marker_id', name=op.f('uq_marking_claim_attempt_id_marker_id'))
    )
    op.create_table('mark_draft',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('content', DATA, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_mark_draft_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_mark_draft_marker_id_person')),
    sa.PrimaryKeyConstraint('attempt_id', 'marker_id', name=op.f('pk_mark_draft'))
    )
    op.create_table('mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('content', DATA, nullable=False),
    sa.Column('terms', DATA, nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("slot IN ('first', 'second', 'moderation', 'change')", name=op.f('ck_mark_slot')),
    sa.CheckConstraint("number = 1 OR slot = 'change'", name=op.f('ck_mark_number')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_mark_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_mark_marker_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark')),
    sa.UniqueConstraint('attempt_id', 'slot', 'number', name=op.f('uq_mark_attempt_id_slot_number'))
    )
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.create_index('uq_mark_two_markers', ['attempt_id', 'marker_id'], unique=True, sqlite_where=OF_A_MARKER, postgresql_where=OF_A_MARKER)

    op.create_table('marking_state',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('second', 'differs', 'done')", name=op.f('ck_marking_state_state')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_marking_state_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_marking_state'))
    )
    op.create_table('work_return',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('returned_by_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_work_return_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['returned_by_id'], ['person.id'], name=op.f('fk_work_return_returned_by_id_person')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_work_return'))
    )
    op.create_table('feedback_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handed_file_id', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['handed_file_id'], ['handed_file.id'], name=op.f('fk_feedback_file_handed_file_id_handed_file')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_feedback_file_marker_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_file'))
    )
    with op.batch_alter_table('feedback_file', schema=None) as batch_op:
        batch_op.create_index('uq_feedback_file_kept', ['handed_file_id', 'marker_id', 'sha256'], unique=True, sqlite_where=KEPT, postgresql_where=KEPT)

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_attempt_unmarked', ['sitting_id'], unique=False, sqlite_where=UNMARKED, postgresql_where=UNMARKED)


def downgrade() -> None:
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_attempt_unmarked', sqlite_where=UNMARKED, postgresql_where=UNMARKED)
        batch_op.drop_column('returned_at')

    with op.batch_alter_table('feedback_file', schema=None) as batch_op:
        batch_op.drop_index('uq_feedback_file_kept', sqlite_where=KEPT, postgresql_where=KEPT)

    op.drop_table('feedback_file')
    op.drop_table('work_return')
    op.drop_table('marking_state')
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_index('uq_mark_two_markers', sqlite_where=OF_A_MARKER, postgresql_where=OF_A_MARKER)

    op.drop_table('mark')
    op.drop_table('mark_draft')
    op.drop_table('marking_claim')
    op.drop_table('marking_scheme')
