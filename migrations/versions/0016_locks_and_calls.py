"""scrutineers' devices lock the closed box; the chief calls numbers

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-29 23:45:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('box_lock',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('owner', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('ballots', sa.Integer(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_box_lock_round_id_round')),
    sa.PrimaryKeyConstraint('round_id', 'owner', name=op.f('pk_box_lock'))
    )
    op.create_table('box_call',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_box_call_round_id_round')),
    sa.PrimaryKeyConstraint('round_id', 'no', name=op.f('pk_box_call'))
    )


def downgrade():
    op.drop_table('box_call')
    op.drop_table('box_lock')
