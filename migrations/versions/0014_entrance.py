"""counters and live sign-ins that all processes share; locks no longer stand in the rows of people

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-29 23:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'counter',
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('ends', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_counter')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_counter_ends'), 'counter', ['ends'])
    op.create_table(
        'live_sign_in',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_live_sign_in')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_live_sign_in_day'), 'live_sign_in', ['day'])
    # The statements of both databases themselves: no table is copied, and nothing that refers to it is touched.
    for table, column in (('deputy', 'failed'), ('deputy', 'locked_until'), ('account', 'failed')):
        op.execute(f'ALTER TABLE {table} DROP COLUMN {column}')
    # What wrong passwords had locked opens; what an administrator has closed stays closed.
    op.execute("UPDATE account SET locked_until = NULL WHERE locked_until < '9999-01-01'")


def downgrade():
    for table in ('deputy', 'account'):
        op.execute(f'ALTER TABLE {table} ADD COLUMN failed INTEGER DEFAULT 0 NOT NULL')
    kind = 'TIMESTAMP' if op.get_bind().dialect.name == 'postgresql' else 'DATETIME'
    op.execute(f'ALTER TABLE deputy ADD COLUMN locked_until {kind}')
    op.drop_table('live_sign_in')
    op.drop_table('counter')
