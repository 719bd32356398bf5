"""Learning hours: the ledger, its rules and targets with what is known of them, and claims of what was
learnt elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

EVERYWHERE = sa.text('unit_id IS NULL')
CERTIFIED = sa.text("certificate_key <> '' AND state IN ('submitted', 'verified')")
KEPT = sa.text('removed_at IS NULL')


def upgrade() -> None:
    op.create_table('hours_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('per', sa.String(), nullable=False),
    sa.Column('cap', sa.Integer(), nullable=True),
    sa.Column('cap_period', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("scope IN ('domestic', 'international')", name=op.f('ck_hours_rule_scope')),
    sa.CheckConstraint("per IN ('hour', 'day', 'session', 'activity')", name=op.f('ck_hours_rule_per')),
    sa.CheckConstraint("cap_period IN ('', 'day', 'month', 'year')", name=op.f('ck_hours_rule_cap_period')),
    sa.CheckConstraint("(cap IS NULL) = (cap_period = '')", name=op.f('ck_hours_rule_cap')),
    sa.CheckConstraint('hours > 0 AND (cap IS NULL OR cap > 0)', name=op.f('ck_hours_rule_hours')),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_hours_rule_set_by_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_hours_rule_unit_id_org_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_rule')),
    sa.UniqueConstraint('form', 'scope', 'unit_id', 'valid_from', name=op.f('uq_hours_rule_form_scope_unit_id_valid_from'))
    )
    with op.batch_alter_table('hours_rule', schema=None) as batch_op:
        batch_op.create_index('uq_hours_rule_everywhere', ['form', 'scope', 'valid_from'], unique=True, sqlite_where=EVERYWHERE, postgresql_where=EVERYWHERE)

    op.create_table('hours_target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employment', sa.String(), nullable=False),
    sa.Column('target', sa.Integer(), nullable=True),
    sa.Column('cap', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('target IS NOT NULL OR cap IS NOT NULL', name=op.f('ck_hours_target_something')),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_hours_target_set_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_target')),
    sa.UniqueConstraint('employment', 'valid_from', name=op.f('uq_hours_target_employment_valid_from'))
    )
    op.create_table('hours_account',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hours_account_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'year', name=op.f('pk_hours_account'))
    )
    _ledger()
    _claims()
    _known_rules()


def _ledger() -> None:
    op.create_table('hours_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('source_kind', sa.String(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('raw', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("source_kind IN ('completion', 'claim', 'attendance', 'study-group', 'correction')", name=op.f('ck_hours_entry_source_kind')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_hours_entry_entered_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hours_entry_person_id_person')),
    sa.ForeignKeyConstraint(['reverses_id'], ['hours_entry.id'], name=op.f('fk_hours_entry_reverses_id_hours_entry')),
    sa.ForeignKeyConstraint(['rule_id'], ['hours_rule.id'], name=op.f('fk_hours_entry_rule_id_hours_rule')),
    sa.ForeignKeyConstraint(['unit_id'], ['org_unit.id'], name=op.f('fk_hours_entry_unit_id_org_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_entry')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_hours_entry_reverses_id')),
    sa.UniqueConstraint('source_kind', 'source_id', name=op.f('uq_hours_entry_source_kind_source_id'))
    )
    with op.batch_alter_table('hours_entry', schema=None) as batch_op:
        batch_op.create_index('ix_hours_entry_form_day', ['form', 'day'], unique=False)
        batch_op.create_index('ix_hours_entry_person_id_year', ['person_id', 'year'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_entry_rule_id'), ['rule_id'], unique=False)

    op.create_table('hours_delta',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('raw', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hours_delta_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_delta'))
    )
    with op.batch_alter_table('hours_delta', schema=None) as batch_op:
        batch_op.create_index('ix_hours_delta_person_id_year', ['person_id', 'year'], unique=False)

    op.create_table('hours_summary',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('raw', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hours_summary_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'year', 'unit_id', 'form', name=op.f('pk_hours_summary'))
    )
    with op.batch_alter_table('hours_summary', schema=None) as batch_op:
        batch_op.create_index('ix_hours_summary_unit_id_year', ['unit_id', 'year'], unique=False)


def _claims() -> None:
    op.create_table('learning_claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('institution', sa.String(), nullable=False),
    sa.Column('certificate_number', sa.String(), nullable=False),
    sa.Column('certificate_key', sa.String(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('per', sa.String(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('verified_quantity', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'verified', 'refused', 'withdrawn')", name=op.f('ck_learning_claim_state')),
    sa.CheckConstraint("scope IN ('domestic', 'international')", name=op.f('ck_learning_claim_scope')),
    sa.CheckConstraint("per IN ('hour', 'day', 'session', 'activity')", name=op.f('ck_learning_claim_per')),
    sa.CheckConstraint('started_on <= ended_on', name=op.f('ck_learning_claim_days')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_learning_claim_quantity')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_learning_claim_decided_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_learning_claim_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning_claim')),
    sa.UniqueConstraint('key', name=op.f('uq_learning_claim_key'))
    )
    with op.batch_alter_table('learning_claim', schema=None) as batch_op:
        batch_op.create_index('ix_learning_claim_certificate_key', ['certificate_key'], unique=False)
        batch_op.create_index('ix_learning_claim_person_id_state', ['person_id', 'state'], unique=False)
        batch_op.create_index('ix_learning_claim_state_submitted_at', ['state', 'submitted_at'], unique=False)
        batch_op.create_index('uq_learning_claim_certificate', ['person_id', 'certificate_key'], unique=True, sqlite_where=CERTIFIED, postgresql_where=CERTIFIED)

    op.create_table('claim_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['claim_id'], ['learning_claim.id'], name=op.f('fk_claim_file_claim_id_learning_claim')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_file'))
    )
    with op.batch_alter_table('claim_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_file_claim_id'), ['claim_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_file_sha256'), ['sha256'], unique=False)
        batch_op.create_index('uq_claim_file_kept', ['claim_id'], unique=True, sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    for table in ('claim_file', 'learning_claim', 'hours_summary', 'hours_delta', 'hours_entry', 'hours_account', 'hours_target', 'hours_rule'):
        op.drop_table(table)


SINCE = date(2019, 1, 1)
LAN = 'Peraturan LAN 10/2018, menurut scribd 648318168 (sumber sekunder)'
IDP = 'Aplikasi yang dibangun atas formulir IDP Lampung; lampiran Peraturan LAN 10/2018 belum dicocokkan'
LOCAL = 'Satu aplikasi pemerintah daerah; belum dikonfirmasi'
PRACTICE = 'Kebiasaan: sebanyak yang tertulis di program; belum dikonfirmasi'
NOTE_LOCAL = 'Sumber berbeda-beda. Tanyakan lampiran Peraturan LAN 10/2018 kepada BPSDM.'
NOTE_E_LEARNING = 'Satu aplikasi daerah memberi 3 JP tetap untuk e-learning. Tanyakan kepada BPSDM.'


def _rules() -> Iterator[tuple[str, str, int, str, int | None, str, str, str]]:
    """Form, scope, hours (a hundredth of a JP), per, cap, its period, source, note."""
    for kind in ('managerial', 'technical', 'functional', 'socio_cultural'):
        yield f'{kind}_training', 'domestic', 100, 'hour', None, '', LAN, ''
        yield f'{kind}_training', 'international', 120, 'hour', None, '', LAN, ''
    yield 'structural_training', 'domestic', 100, 'hour', None, '', LAN, ''
    yield 'seminar', 'domestic', 400, 'day', None, '', LAN, ''
    yield 'seminar', 'international', 600, 'day', None, '', LAN, ''
    yield 'workshop', 'domestic', 500, 'day', None, '', LAN, ''
    yield 'workshop', 'international', 700, 'day', None, '', LAN, ''
    for form in ('coaching', 'mentoring'):
        yield form, 'domestic', 200, 'session', 400, 'month', IDP, ''
    for form in ('secondment', 'internship', 'exchange'):
        yield form, 'domestic', 2000, 'activity', None, '', IDP, ''
    yield 'benchmarking', 'domestic', 1000, 'activity', None, '', IDP, ''
    for form in ('self_study', 'learning_community'):
        yield form, 'domestic', 100, 'hour', 200, 'day', IDP, ''
    for form in ('e_learning', 'distance_learning'):
        yield form, 'domestic', 100, 'hour', None, '', PRACTICE, NOTE_E_LEARNING
    for form in ('short_course', 'upgrading', 'technical_guidance', 'dissemination'):
        yield form, 'domestic', 400, 'activity', None, '', LOCAL, NOTE_LOCAL


def _known_rules() -> None:
    names = ('form', 'scope', 'hours', 'per', 'cap', 'cap_period', 'source', 'note')
    rules = sa.table('hours_rule', *map(sa.column, names), sa.column('valid_from', sa.Date()))
    op.bulk_insert(rules, [dict(zip(names, row, strict=True)) | {'valid_from': SINCE} for row in _rules()])
    columns = ('employment', 'target', 'cap', 'source')
    targets = sa.table('hours_target', *map(sa.column, columns), sa.column('valid_from', sa.Date()))
    op.bulk_insert(targets, [
        {'employment': 'permanent_civil_servant', 'target': 2000, 'cap': None, 'valid_from': date(2017, 4, 7),
         'source': 'PP 11/2017 jo. PP 17/2020 Pasal 203: paling sedikit 20 JP setahun'},
        {'employment': 'contract_civil_servant', 'target': None, 'cap': 2400, 'valid_from': date(2018, 11, 28),
         'source': 'PP 49/2018 Pasal 40: paling banyak 24 JP setahun masa kontrak'},
    ])
