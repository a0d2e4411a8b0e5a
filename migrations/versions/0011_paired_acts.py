"""acts that one person asks for and another agrees to

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-29 23:30:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('paired_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at_state', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_id', sa.Integer(), nullable=True),
    sa.Column('asked_name', sa.String(length=80), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('agreed_id', sa.Integer(), nullable=True),
    sa.Column('agreed_name', sa.String(length=40), nullable=False),
    sa.Column('agreed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['agreed_id'], ['account.id'], name=op.f('fk_paired_act_agreed_id_account')),
    sa.ForeignKeyConstraint(['asked_id'], ['account.id'], name=op.f('fk_paired_act_asked_id_account')),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_paired_act_congress_id_congress')),
    sa.ForeignKeyConstraint(['deputy_id'], ['deputy.id'], name=op.f('fk_paired_act_deputy_id_deputy')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_paired_act_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paired_act'))
    )
    op.create_index(op.f('ix_paired_act_congress_id'), 'paired_act', ['congress_id'], unique=False)
    op.create_index(op.f('ix_paired_act_round_id'), 'paired_act', ['round_id'], unique=False)
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_agreement_account_id_account'), 'account', ['account_id'], ['id'])


def downgrade():
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_agreement_account_id_account'), type_='foreignkey')
        batch_op.drop_column('account_id')
    op.drop_index(op.f('ix_paired_act_round_id'), table_name='paired_act')
    op.drop_index(op.f('ix_paired_act_congress_id'), table_name='paired_act')
    op.drop_table('paired_act')
