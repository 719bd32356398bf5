"""Batches of certificates by unit and of corrected names; keys that are distrusted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('certificate_batch') as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(), nullable=False, server_default='issue'))
        batch_op.add_column(sa.Column('unit_id', sa.Integer(), nullable=True))
        batch_op.alter_column('course_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(op.f('ck_certificate_batch_kind'), "kind IN ('issue', 'rename')")
        batch_op.create_foreign_key(
            op.f('fk_certificate_batch_unit_id_org_unit'), 'org_unit', ['unit_id'], ['id']
        )
    with op.batch_alter_table('certificate_issue') as batch_op:
        batch_op.add_column(sa.Column('kid', sa.String(), nullable=True))
        batch_op.drop_constraint(op.f('ck_certificate_issue_reason'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_certificate_issue_reason'), "reason IN ('completed', 'name', 'key')"
        )
    with op.batch_alter_table('signing_key') as batch_op:
        batch_op.add_column(sa.Column('stolen_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('distrusted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('distrusted_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('distrust_reason', sa.String(), nullable=False, server_default=''))
        batch_op.create_foreign_key(
            op.f('fk_signing_key_distrusted_by_id_person'), 'person', ['distrusted_by_id'], ['id']
        )


def downgrade() -> None:
    with op.batch_alter_table('signing_key') as batch_op:
        batch_op.drop_constraint(op.f('fk_signing_key_distrusted_by_id_person'), type_='foreignkey')
        batch_op.drop_column('distrust_reason')
        batch_op.drop_column('distrusted_by_id')
        batch_op.drop_column('distrusted_at')
        batch_op.drop_column('stolen_since')
    # A sheet signed anew says what the one before said; the older form knows no better word.
    op.execute("UPDATE certificate_issue SET reason = 'name' WHERE reason = 'key'")
    with op.batch_alter_table('certificate_issue') as batch_op:
        batch_op.drop_constraint(op.f('ck_certificate_issue_reason'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_certificate_issue_reason'), "reason IN ('completed', 'name')"
        )
        batch_op.drop_column('kid')
    # What the older form can't say is only the record of a request; its certificates stay.
    op.execute("DELETE FROM certificate_batch WHERE kind <> 'issue' OR course_id IS NULL OR unit_id IS NOT NULL")
    with op.batch_alter_table('certificate_batch') as batch_op:
        batch_op.drop_constraint(op.f('fk_certificate_batch_unit_id_org_unit'), type_='foreignkey')
        batch_op.drop_constraint(op.f('ck_certificate_batch_kind'), type_='check')
        batch_op.alter_column('course_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('unit_id')
        batch_op.drop_column('kind')
