"""reports keep why they went back, photos the day on which they were taken

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-28 08:30:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('progress_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('why', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('taken_on', sa.Date(), nullable=True))


def downgrade():
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_column('taken_on')
    with op.batch_alter_table('progress_report', schema=None) as batch_op:
        batch_op.drop_column('why')
