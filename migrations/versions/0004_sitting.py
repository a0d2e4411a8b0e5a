"""the sitting step by step

Revision ID: 0004
Revises: 0002
Create Date: 2026-11-24 19:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('agreement',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_agreement_round_id_round')),
    sa.PrimaryKeyConstraint('round_id', 'act', name=op.f('pk_agreement'))
    )
    op.create_table('delegation_figures',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('delegation_id', sa.Integer(), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=True),
    sa.CheckConstraint('issued >= 0 AND returned >= 0', name=op.f('ck_delegation_figures_counted')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'],
                            name=op.f('fk_delegation_figures_delegation_id_delegation')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_delegation_figures_round_id_round')),
    sa.PrimaryKeyConstraint('round_id', 'delegation_id', name=op.f('pk_delegation_figures'))
    )
    op.create_table('sitting_step',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_sitting_step_congress_id_congress')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_sitting_step_round_id_round')),
    sa.PrimaryKeyConstraint('round_id', 'key', name=op.f('pk_sitting_step'))
    )
    with op.batch_alter_table('sitting_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sitting_step_congress_id'), ['congress_id'], unique=False)

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_person', sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('announcement_no', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f('uq_round_meeting_id_announcement_no'), ['meeting_id', 'announcement_no'])


def downgrade():
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_round_meeting_id_announcement_no'), type_='unique')
        batch_op.drop_column('announcement_no')

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('second_person')

    op.drop_table('sitting_step')
    op.drop_table('delegation_figures')
    op.drop_table('agreement')
