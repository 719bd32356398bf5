"""Pictures in several widths, and who wants to be asked before a picture is loaded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('picture_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('picture_sha256', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture_version')),
    sa.UniqueConstraint('picture_sha256', 'width', name=op.f('uq_picture_version_picture_sha256_width'))
    )
    op.create_index(op.f('ix_picture_version_sha256'), 'picture_version', ['sha256'], unique=False)
    op.add_column('person', sa.Column('low_data', sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column('person', 'low_data')
    op.drop_index(op.f('ix_picture_version_sha256'), table_name='picture_version')
    op.drop_table('picture_version')
