"""the server's key of a round lies in the database; hosts compare their secrets; a box can be stopped

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-30 00:20:00

"""
import os

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    from nacl.secret import SecretBox

    from voting.ballots.server_key import seal
    from voting.ballots.taking_over import take_over_keys

    op.create_table(
        'server_key',
        sa.Column('round_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('sealed', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_server_key_round_id_round')),
        sa.PrimaryKeyConstraint('round_id', name=op.f('pk_server_key')),
    )
    op.create_table(
        'secret_mark',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_secret_mark')),
    )
    op.add_column('round', sa.Column('stopped', sa.String(length=20), nullable=True))
    config = current_app.extensions['voting']
    take_over_keys(
        op.get_bind(), config.keys, lambda uuid, key: seal(config, uuid, key, os.urandom(SecretBox.NONCE_SIZE))
    )


def downgrade():
    op.drop_column('round', 'stopped')
    op.drop_table('secret_mark')
    op.drop_table('server_key')
