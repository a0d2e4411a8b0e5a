"""an entry of the journal is found by the key of its act and the round that it is about

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-30 03:30:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    from voting.journal.acts import filed

    op.add_column('journal_entry', sa.Column('key', sa.String(length=40), server_default='', nullable=False))
    op.add_column('journal_entry', sa.Column('about', sa.String(length=40), nullable=True))
    op.create_index(op.f('ix_journal_entry_about'), 'journal_entry', ['about'])
    link = op.get_bind()
    table = sa.Table('journal_entry', sa.MetaData(), autoload_with=link)
    for row in link.execute(sa.select(table.c.congress_id, table.c.height, table.c.act, table.c.details)).all():
        key, about = filed(row.act, row.details)
        here = sa.and_(table.c.congress_id == row.congress_id, table.c.height == row.height)
        link.execute(table.update().where(here).values(key=key, about=about))
    with op.batch_alter_table('journal_entry') as batch_op:
        batch_op.alter_column('key', server_default=None)


def downgrade():
    op.drop_index(op.f('ix_journal_entry_about'), 'journal_entry')
    with op.batch_alter_table('journal_entry') as batch_op:
        batch_op.drop_column('about')
        batch_op.drop_column('key')
