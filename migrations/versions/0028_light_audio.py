"""Sounds made light."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('light_audio',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('audio_sha256', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.CheckConstraint("(sha256 IS NULL AND problem IN ('unreadable', 'long', 'heavy')) OR (sha256 IS NOT NULL AND problem IS NULL)", name=op.f('ck_light_audio_outcome')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_light_audio')),
    sa.UniqueConstraint('audio_sha256', name=op.f('uq_light_audio_audio_sha256'))
    )
    op.create_index(op.f('ix_light_audio_sha256'), 'light_audio', ['sha256'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_light_audio_sha256'), table_name='light_audio')
    op.drop_table('light_audio')
