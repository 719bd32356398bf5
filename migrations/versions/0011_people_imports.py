"""Imports of people: sheets, findings, changes with what they were before, remembered mappings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

DATA = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
STATES = (
    "state IN ('mapping', 'checking', 'checked', 'applying', 'applied', 'undoing',"
    " 'undone', 'discarded')"
)


def upgrade() -> None:
    op.create_table('people_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('rows_sha256', sa.String(), nullable=True),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('header', DATA, nullable=False),
    sa.Column('dropped', DATA, nullable=False),
    sa.Column('mapping', DATA, nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('create_units', sa.Boolean(), nullable=False),
    sa.Column('full_list_unit_id', sa.Integer(), nullable=True),
    sa.Column('retire_many', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('counts', DATA, nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(STATES, name=op.f('ck_people_import_state')),
    sa.ForeignKeyConstraint(['full_list_unit_id'], ['org_unit.id'], name=op.f('fk_people_import_full_list_unit_id_org_unit')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_people_import_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_import'))
    )
    op.create_index(op.f('ix_people_import_by_id'), 'people_import', ['by_id'], unique=False)
    op.create_table('people_import_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('severity', sa.String(), nullable=False),
    sa.Column('params', DATA, nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['people_import.id'], name=op.f('fk_people_import_finding_import_id_people_import')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_import_finding'))
    )
    op.create_index('ix_people_import_finding_import_id_id', 'people_import_finding', ['import_id', 'id'], unique=False)
    op.create_table('people_import_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('before', DATA, nullable=False),
    sa.Column('after', DATA, nullable=False),
    sa.Column('written', DATA, nullable=False),
    sa.CheckConstraint("kind IN ('create', 'update', 'transfer', 'promote', 'retire')", name=op.f('ck_people_import_change_kind')),
    sa.CheckConstraint("state IN ('planned', 'applied', 'refused', 'undone', 'kept')", name=op.f('ck_people_import_change_state')),
    sa.ForeignKeyConstraint(['import_id'], ['people_import.id'], name=op.f('fk_people_import_change_import_id_people_import')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_people_import_change_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_import_change'))
    )
    op.create_index('ix_people_import_change_import_id_state', 'people_import_change', ['import_id', 'state', 'id'], unique=False)
    op.create_index(op.f('ix_people_import_change_person_id'), 'people_import_change', ['person_id'], unique=False)
    op.create_table('import_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('fields', DATA, nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_import_mapping_saved_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mapping')),
    sa.UniqueConstraint('signature', name=op.f('uq_import_mapping_signature'))
    )


def downgrade() -> None:
    op.drop_table('import_mapping')
    op.drop_index(op.f('ix_people_import_change_person_id'), table_name='people_import_change')
    op.drop_index('ix_people_import_change_import_id_state', table_name='people_import_change')
    op.drop_table('people_import_change')
    op.drop_index('ix_people_import_finding_import_id_id', table_name='people_import_finding')
    op.drop_table('people_import_finding')
    op.drop_index(op.f('ix_people_import_by_id'), table_name='people_import')
    op.drop_table('people_import')
