"""Dated units: a unit's name, kind and parent get versions; several posts at a time; pay grades; how
somebody stands in for a supervisor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ACTING = "acting IN ('', 'plt', 'plh')"


def upgrade() -> None:
    op.create_table('unit_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint('valid_until > valid_from', name=op.f('ck_unit_version_days')),
    sa.CheckConstraint('parent_id <> unit_id', name=op.f('ck_unit_version_not_below_itself')),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_unit_version_unit_id_org_unit')),
    sa.ForeignKeyConstraint(['parent_id'], ['org_unit.id'], name=op.f('fk_unit_version_parent_id_org_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_version')),
    sa.UniqueConstraint('unit_id', 'valid_from', name=op.f('uq_unit_version_unit_id_valid_from'))
    )
    op.create_index(op.f('ix_unit_version_parent_id'), 'unit_version', ['parent_id'], unique=False)
    op.execute(
        'INSERT INTO unit_version (unit_id, name, kind, parent_id, valid_from, valid_until)'
        ' SELECT id, name, kind, parent_id, valid_from, valid_until FROM org_unit'
    )
    with op.batch_alter_table('org_unit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_org_unit_parent_id'))
        batch_op.drop_constraint(batch_op.f('fk_org_unit_parent_id_org_unit'), type_='foreignkey')
        for column in ('name', 'kind', 'parent_id', 'valid_from', 'valid_until'):
            batch_op.drop_column(column)
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_org_unit_merged_into_id_org_unit'), 'org_unit', ['merged_into_id'], ['id']
        )
        batch_op.create_index(batch_op.f('ix_org_unit_merged_into_id'), ['merged_into_id'], unique=False)

    with op.batch_alter_table('membership', schema=None) as batch_op:
        for column in ('position_type', 'echelon'):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=False, server_default=''))
        batch_op.add_column(
            sa.Column('additional', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        for column in ('position_type', 'echelon', 'additional'):
            batch_op.alter_column(column, server_default=None)

    op.create_table('pay_grade',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('grade', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pay_grade_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_grade'))
    )
    op.create_index(op.f('ix_pay_grade_person_id'), 'pay_grade', ['person_id'], unique=False)

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('acting', sa.String(), nullable=False, server_default=''))
        batch_op.create_check_constraint(batch_op.f('ck_role_grant_acting'), ACTING)
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.alter_column('acting', server_default=None)

    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stands_in', sa.String(), nullable=False, server_default=''))
    op.execute("UPDATE supervisor_assignment SET stands_in = 'plt' WHERE acting")
    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.drop_column('acting')
    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.alter_column('stands_in', new_column_name='acting', server_default=None)
    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_supervisor_assignment_acting'), ACTING)


def downgrade() -> None:
    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_supervisor_assignment_acting'), type_='check')
        batch_op.add_column(
            sa.Column('stands_in', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute("UPDATE supervisor_assignment SET stands_in = true WHERE acting <> ''")
    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.drop_column('acting')
    with op.batch_alter_table('supervisor_assignment', schema=None) as batch_op:
        batch_op.alter_column('stands_in', new_column_name='acting', server_default=None)

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_role_grant_acting'), type_='check')
        batch_op.drop_column('acting')
    op.drop_index(op.f('ix_pay_grade_person_id'), table_name='pay_grade')
    op.drop_table('pay_grade')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        for column in ('position_type', 'echelon', 'additional'):
            batch_op.drop_column(column)

    with op.batch_alter_table('org_unit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_org_unit_merged_into_id'))
        batch_op.drop_constraint(batch_op.f('fk_org_unit_merged_into_id_org_unit'), type_='foreignkey')
        batch_op.drop_column('merged_into_id')
        for column in ('name', 'kind'):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('parent_id', sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column('valid_from', sa.Date(), nullable=False, server_default='2000-01-01')
        )
        batch_op.add_column(sa.Column('valid_until', sa.Date(), nullable=True))
    # What a unit is called last is what the undated table can hold; its days are all of its versions'.
    for column in ('name', 'kind', 'parent_id', 'valid_until'):
        op.execute(
            f'UPDATE org_unit SET {column} = (SELECT {column} FROM unit_version AS last'
            ' WHERE last.unit_id = org_unit.id ORDER BY last.valid_from DESC LIMIT 1)'
        )
    op.execute(
        'UPDATE org_unit SET valid_from = (SELECT min(valid_from) FROM unit_version'
        ' WHERE unit_version.unit_id = org_unit.id)'
    )
    with op.batch_alter_table('org_unit', schema=None) as batch_op:
        for column in ('name', 'kind', 'valid_from'):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_foreign_key(
            batch_op.f('fk_org_unit_parent_id_org_unit'), 'org_unit', ['parent_id'], ['id']
        )
        batch_op.create_index(batch_op.f('ix_org_unit_parent_id'), ['parent_id'], unique=False)
    op.drop_index(op.f('ix_unit_version_parent_id'), table_name='unit_version')
    op.drop_table('unit_version')
