"""who handled cards and who passes; who reset a password, and what its owner said

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-29 23:50:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('hand',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_hand_account_id_account')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_hand_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('meeting_id', 'account_id', 'side', name=op.f('pk_hand'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reset_by', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('reset_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('reset_answer', sa.String(length=8), nullable=False, server_default=''))


def downgrade():
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_column('reset_answer')
        batch_op.drop_column('reset_at')
        batch_op.drop_column('reset_by')
    op.drop_table('hand')
