"""decisions of the presidium on how a meeting works

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-29 23:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('decision',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_decision_congress_id_congress')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_decision_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('meeting_id', 'kind', name=op.f('pk_decision'))
    )
    op.create_index(op.f('ix_decision_congress_id'), 'decision', ['congress_id'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_decision_congress_id'), table_name='decision')
    op.drop_table('decision')
