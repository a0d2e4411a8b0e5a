"""shares are handed in with a proof over all their factors, and a round keeps its proofs file

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-29 23:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('trustee_step', sa.Column('proof', sa.Text(), nullable=True))
    op.create_table(
        'opening_proofs',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_opening_proofs_round_id_round')),
        sa.PrimaryKeyConstraint('round_id', name=op.f('pk_opening_proofs')),
    )


def downgrade():
    op.drop_table('opening_proofs')
    with op.batch_alter_table('trustee_step', schema=None) as batch_op:
        batch_op.drop_column('proof')
