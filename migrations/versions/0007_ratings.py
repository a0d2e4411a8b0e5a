"""satisfaction ratings: who sits at a meeting

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-27 07:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('body', sa.String(length=20), nullable=False, server_default='congress'))


def downgrade():
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('body')
