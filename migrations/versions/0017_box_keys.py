"""the server's key of a round lies in the database; hosts compare their secrets; a box can be stopped

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-30 00:20:00

"""
import json
import os

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
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
    _take_over_keys(op.get_bind())


def _take_over_keys(link):
    """Keys that lay in files; one that is missing is told by the check at the start, not here."""
    from nacl.secret import SecretBox

    from voting.ballots.server_key import seal

    config = current_app.extensions['voting']
    rounds = sa.table('round', sa.column('id'), sa.column('uuid'), sa.column('board_size'))
    keys = sa.table('server_key', sa.column('round_id'), sa.column('sealed'))
    for round_id, uuid in link.execute(sa.select(rounds.c.id, rounds.c.uuid).where(rounds.c.board_size.is_not(None))).all():
        try:
            secret = int(json.loads((config.keys / f'{uuid}.key').read_text()))
        except (OSError, ValueError, TypeError):
            continue
        sealed = seal(config, uuid, secret, os.urandom(SecretBox.NONCE_SIZE))
        link.execute(sa.insert(keys).values(round_id=round_id, sealed=sealed))


def downgrade():
    op.drop_column('round', 'stopped')
    op.drop_table('secret_mark')
    op.drop_table('server_key')
