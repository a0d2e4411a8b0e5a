"""where the voting cards were made

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-29 23:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('meeting', sa.Column('cards_origin', sa.String(length=10), nullable=False, server_default=''))


def downgrade():
    op.drop_column('meeting', 'cards_origin')
