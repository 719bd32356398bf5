"""Drafts and publishing in the browser: drafts, people of a course, requests, dates, announcements,
reports about questions, tokens for programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_api_token_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_person_id'), ['person_id'], unique=False)

    op.create_table('activity_dates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('activity_key', sa.String(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_activity_dates_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_dates')),
    sa.UniqueConstraint('course_id', 'activity_key', name=op.f('uq_activity_dates_course_id_activity_key'))
    )
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_announcement_author_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_announcement_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_course_id'), ['course_id'], unique=False)

    op.create_table('course_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('co_author', 'reviewer')", name=op.f('ck_course_role_role')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_role_course_id_course')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_role_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_role')),
    sa.UniqueConstraint('course_id', 'person_id', name=op.f('uq_course_role_course_id_person_id'))
    )
    with op.batch_alter_table('course_role', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_role_person_id'), ['person_id'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('base_number', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_draft_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('course_id', name=op.f('uq_draft_course_id'))
    )
    op.create_table('extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('activity_key', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_extension_course_id_course')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['person.id'], name=op.f('fk_extension_granted_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_extension_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension')),
    sa.UniqueConstraint('course_id', 'activity_key', 'person_id', name=op.f('uq_extension_course_id_activity_key_person_id'))
    )
    with op.batch_alter_table('extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extension_person_id'), ['person_id'], unique=False)

    op.create_table('publish_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('source_hash', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('material', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('comment', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'approved', 'declined', 'withdrawn')", name=op.f('ck_publish_request_state')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_publish_request_course_id_course')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_publish_request_decided_by_id_person')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['person.id'], name=op.f('fk_publish_request_requested_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publish_request'))
    )
    with op.batch_alter_table('publish_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publish_request_course_id'), ['course_id'], unique=False)
        batch_op.create_index('uq_publish_request_waiting', ['course_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('draft_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('original_sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['person.id'], name=op.f('fk_draft_file_changed_by_id_person')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_file_draft_id_draft')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_file')),
    sa.UniqueConstraint('draft_id', 'path', name=op.f('uq_draft_file_draft_id_path'))
    )
    op.create_table('handed_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_handed_file_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handed_file'))
    )
    with op.batch_alter_table('handed_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handed_file_attempt_id'), ['attempt_id'], unique=False)
        batch_op.create_index('uq_handed_file_kept', ['attempt_id', 'sha256'], unique=True, sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))

    op.create_table('question_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('resolved_by_id', sa.Integer(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_question_report_course_id_course')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_question_report_person_id_person')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_report_question_id_question')),
    sa.ForeignKeyConstraint(['resolved_by_id'], ['person.id'], name=op.f('fk_question_report_resolved_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_report'))
    )
    with op.batch_alter_table('question_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_report_course_id'), ['course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_report_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_question_report_open', ['question_id', 'person_id'], unique=True, sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))

    with op.batch_alter_table('activity_progress', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waiting', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_since', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.add_column(sa.Column('working_title', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('needs_approval', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.execute(
        "UPDATE course SET working_title = COALESCE((SELECT title FROM revision "
        "WHERE revision.course_id = course.id AND revision.number = course.revision_number), '')"
    )



def downgrade() -> None:
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_column('needs_approval')
        batch_op.drop_column('working_title')

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_column('asked_since')

    with op.batch_alter_table('activity_progress', schema=None) as batch_op:
        batch_op.drop_column('waiting')

    with op.batch_alter_table('question_report', schema=None) as batch_op:
        batch_op.drop_index('uq_question_report_open', sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_question_report_person_id'))
        batch_op.drop_index(batch_op.f('ix_question_report_course_id'))

    op.drop_table('question_report')
    with op.batch_alter_table('handed_file', schema=None) as batch_op:
        batch_op.drop_index('uq_handed_file_kept', sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_handed_file_attempt_id'))

    op.drop_table('handed_file')
    op.drop_table('draft_file')
    with op.batch_alter_table('publish_request', schema=None) as batch_op:
        batch_op.drop_index('uq_publish_request_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_publish_request_course_id'))

    op.drop_table('publish_request')
    with op.batch_alter_table('extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_extension_person_id'))

    op.drop_table('extension')
    op.drop_table('draft')
    with op.batch_alter_table('course_role', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_role_person_id'))

    op.drop_table('course_role')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_course_id'))

    op.drop_table('announcement')
    op.drop_table('activity_dates')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_person_id'))

    op.drop_table('api_token')
