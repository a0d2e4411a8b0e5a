"""every entry of a board is a row; archives that lay in files are read, checked and taken over

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-29 23:30:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    from flask import current_app

    from voting.ballots.taking_over import take_over

    op.create_table(
        'board_entry',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('payload', sa.Text(), nullable=True),
        sa.Column('referred', sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_board_entry_round_id_round')),
        sa.PrimaryKeyConstraint('round_id', 'height', name=op.f('pk_board_entry')),
        sqlite_with_rowid=False,
    )
    op.add_column('round', sa.Column('board_begun', sa.BigInteger(), nullable=True))
    take_over(op.get_bind(), current_app.extensions['voting'].instance / 'boards')


def downgrade():
    op.drop_column('round', 'board_begun')
    op.drop_table('board_entry')
