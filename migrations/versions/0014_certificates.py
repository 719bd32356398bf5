"""Certificates: templates with their versions, policies of courses, numbers, certificates with their issues and
revocations, batches; and the template that every course has to begin with."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

DATA = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
PENDING = sa.text('sha256 IS NULL')
OPEN = sa.text('lifted_at IS NULL')
IS_DEFAULT = sa.text('is_default')
DESIGN = {
    'institution': '',
    'heading': 'Sertifikat',
    'body': 'telah menuntaskan kursus {course} sebesar {hours} JP, yang diikuti dari {start} sampai {end}.',
    'place': '',
    'signer_name': '',
    'signer_post': '',
    'second_signer_name': '',
    'second_signer_post': '',
    'agency': 'ASN',
    'number_pattern': '{seq:05}/{agency}/{month_roman}/{year}',
    'palette': 'maroon',
    'employee_number': False,
}


def upgrade() -> None:
    op.create_table('certificate_sequence',
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'year', name=op.f('pk_certificate_sequence'))
    )
    op.create_table('certificate_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template')),
    sa.UniqueConstraint('name', name=op.f('uq_certificate_template_name'))
    )
    with op.batch_alter_table('certificate_template', schema=None) as batch_op:
        batch_op.create_index('uq_certificate_template_default', ['is_default'], unique=True, sqlite_where=IS_DEFAULT, postgresql_where=IS_DEFAULT)

    op.create_table('certificate_template_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('fields', DATA, nullable=False),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_certificate_template_version_made_by_id_person')),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_template_version_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template_version')),
    sa.UniqueConstraint('template_id', 'ordinal', name=op.f('uq_certificate_template_version_template_id_ordinal'))
    )
    with op.batch_alter_table('certificate_template_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_template_version_sha256'), ['sha256'], unique=False)

    op.create_table('certificate_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('made', sa.Integer(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_certificate_batch_asked_by_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_certificate_batch_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_batch')),
    sa.UniqueConstraint('key', name=op.f('uq_certificate_batch_key'))
    )
    with op.batch_alter_table('certificate_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_batch_asked_by_id'), ['asked_by_id'], unique=False)

    op.create_table('certificate_policy',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=True),
    sa.Column('valid_months', sa.Integer(), nullable=True),
    sa.Column('renew_window_days', sa.Integer(), nullable=False),
    sa.Column('issues', sa.Boolean(), nullable=False),
    sa.CheckConstraint('renew_window_days >= 0', name=op.f('ck_certificate_policy_renew_window_days')),
    sa.CheckConstraint('valid_months IS NULL OR valid_months > 0', name=op.f('ck_certificate_policy_valid_months')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_certificate_policy_course_id_course')),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_policy_template_id_certificate_template')),
    sa.PrimaryKeyConstraint('course_id', name=op.f('pk_certificate_policy'))
    )
    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('completion_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('hours', sa.Numeric(precision=6, scale=2), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expiry_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['completion_id'], ['course_completion.id'], name=op.f('fk_certificate_completion_id_course_completion')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_certificate_course_id_course')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_certificate_unit_id_org_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
    sa.UniqueConstraint('completion_id', name=op.f('uq_certificate_completion_id')),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_course_id_completed_on', ['course_id', 'completed_on'], unique=False)
        batch_op.create_index('ix_certificate_person_id_completed_on', ['person_id', 'completed_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_valid_until'), ['valid_until'], unique=False)

    op.create_table('certificate_issue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('holder_name', sa.String(), nullable=False),
    sa.Column('template_version_id', sa.Integer(), nullable=False),
    sa.Column('facts', DATA, nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.CheckConstraint("reason IN ('completed', 'name')", name=op.f('ck_certificate_issue_reason')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_issue_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_certificate_issue_made_by_id_person')),
    sa.ForeignKeyConstraint(['template_version_id'], ['certificate_template_version.id'], name=op.f('fk_certificate_issue_template_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_issue')),
    sa.UniqueConstraint('certificate_id', 'ordinal', name=op.f('uq_certificate_issue_certificate_id_ordinal'))
    )
    with op.batch_alter_table('certificate_issue', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_issue_pending', ['id'], unique=False, sqlite_where=PENDING, postgresql_where=PENDING)
        batch_op.create_index(batch_op.f('ix_certificate_issue_sha256'), ['sha256'], unique=False)

    op.create_table('certificate_revocation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('revoked_by_id', sa.Integer(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifting_reason', sa.String(), nullable=False),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("category IN ('mistake', 'fraud', 'replaced', 'request', 'other')", name=op.f('ck_certificate_revocation_category')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_revocation_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['person.id'], name=op.f('fk_certificate_revocation_lifted_by_id_person')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['person.id'], name=op.f('fk_certificate_revocation_revoked_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_revocation'))
    )
    with op.batch_alter_table('certificate_revocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_revocation_certificate_id'), ['certificate_id'], unique=False)
        batch_op.create_index('uq_certificate_revocation_open', ['certificate_id'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)

    _begin_with_one()


def downgrade() -> None:
    with op.batch_alter_table('certificate_revocation', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_revocation_open')
        batch_op.drop_index(batch_op.f('ix_certificate_revocation_certificate_id'))

    op.drop_table('certificate_revocation')
    with op.batch_alter_table('certificate_issue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_issue_sha256'))
        batch_op.drop_index('ix_certificate_issue_pending', sqlite_where=PENDING, postgresql_where=PENDING)

    op.drop_table('certificate_issue')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_valid_until'))
        batch_op.drop_index(batch_op.f('ix_certificate_unit_id'))
        batch_op.drop_index('ix_certificate_person_id_completed_on')
        batch_op.drop_index('ix_certificate_course_id_completed_on')

    op.drop_table('certificate')
    op.drop_table('certificate_policy')
    with op.batch_alter_table('certificate_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_batch_asked_by_id'))

    op.drop_table('certificate_batch')
    with op.batch_alter_table('certificate_template_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_template_version_sha256'))

    op.drop_table('certificate_template_version')
    with op.batch_alter_table('certificate_template', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_template_default', sqlite_where=IS_DEFAULT, postgresql_where=IS_DEFAULT)

    op.drop_table('certificate_template')
    op.drop_table('certificate_sequence')


def _begin_with_one() -> None:
    at = datetime(2026, 11, 29, tzinfo=UTC)
    template = sa.table(
        'certificate_template',
        sa.column('id', sa.Integer()),
        sa.column('name', sa.String()),
        sa.column('is_default', sa.Boolean()),
        sa.column('created_at', sa.DateTime(timezone=True)),
    )
    version = sa.table(
        'certificate_template_version',
        sa.column('template_id', sa.Integer()),
        sa.column('ordinal', sa.Integer()),
        sa.column('fields', DATA),
        sa.column('made_at', sa.DateTime(timezone=True)),
    )
    op.bulk_insert(template, [{'name': 'Sertifikat kursus', 'is_default': True, 'created_at': at}])
    template_id = op.get_bind().scalar(sa.select(template.c.id))
    op.bulk_insert(version, [{'template_id': template_id, 'ordinal': 1, 'fields': DESIGN, 'made_at': at}])
