"""deputies belong to the congress for its term; a meeting's list takes them from there

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-30 06:40:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

REFERRING = ('attendance', 'participation', 'paper_voter', 'paired_act')


def upgrade():
    for table in ('congress', 'meeting'):
        op.add_column(table, sa.Column('term', sa.Integer(), server_default='0', nullable=False))
    op.create_table(
        'entitled',
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('deputy_id', sa.Integer(), nullable=False),
        sa.Column('congress_id', sa.Integer(), nullable=False),
        sa.Column('delegation_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.String(length=20), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_entitled_congress_id_congress')),
        sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_entitled_delegation_id_delegation')),
        sa.ForeignKeyConstraint(['deputy_id'], ['deputy.id'], name=op.f('fk_entitled_deputy_id_deputy')),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_entitled_meeting_id_meeting')),
        sa.PrimaryKeyConstraint('meeting_id', 'deputy_id', name=op.f('pk_entitled')),
        sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_entitled_meeting_id_number')),
    )
    op.add_column('deputy', sa.Column('term', sa.Integer(), server_default='0', nullable=False))
    op.add_column('deputy', sa.Column('rehearsal', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('deputy', sa.Column('by_list', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('deputy', sa.Column('place', sa.Integer(), server_default='0', nullable=False))
    op.add_column('deputy', sa.Column('delegation', sa.String(length=60), server_default='', nullable=False))
    op.add_column('deputy', sa.Column('left_on', sa.Date(), nullable=True))
    # With its key in one statement, which both databases take: the table may be large and is not made anew.
    op.execute(
        'ALTER TABLE suggestion ADD COLUMN deputy_id INTEGER '
        'CONSTRAINT fk_suggestion_deputy_id_deputy REFERENCES deputy (id)'
    )
    op.create_index(op.f('ix_suggestion_deputy_id'), 'suggestion', ['deputy_id'])
    _carry(op.get_bind())
    op.drop_index(op.f('ix_deputy_delegation_id'), 'deputy')
    op.drop_index(op.f('ix_deputy_meeting_id'), 'deputy')
    with op.batch_alter_table('deputy') as batch_op:
        batch_op.drop_constraint(op.f('uq_deputy_meeting_id_number'), type_='unique')
        batch_op.drop_constraint(op.f('fk_deputy_meeting_id_meeting'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_deputy_delegation_id_delegation'), type_='foreignkey')
        batch_op.drop_column('meeting_id')
        batch_op.drop_column('delegation_id')
        batch_op.add_column(sa.Column('issued_by', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_deputy_issued_by_account'), 'account', ['issued_by'], ['id'])
        for name in ('term', 'rehearsal', 'by_list', 'place', 'delegation'):
            batch_op.alter_column(name, server_default=None)
    for name in ('congress_id', 'delegation_id', 'deputy_id'):
        op.create_index(op.f(f'ix_entitled_{name}'), 'entitled', [name])


def _carry(link):
    """Rows of several meetings that are one person of a term become one deputy; what refers to them refers to that."""
    from voting.times import stated_term

    tables = sa.MetaData()
    names = ['congress', 'meeting', 'round', 'delegation', 'deputy', 'entitled', 'suggestion', *REFERRING]
    tables.reflect(link, only=names, resolve_fks=False)
    t = tables.tables
    congresses = link.execute(sa.select(t['congress'].c['id', 'name'])).all()
    meetings = link.execute(
        sa.select(t['meeting'].c['id', 'congress_id', 'name', 'rehearsal', 'body']).order_by(t['meeting'].c.id)
    ).all()
    terms = {}
    for congress in congresses:
        own = [one for one in meetings if one.congress_id == congress.id]
        said = {one.id: stated_term(one.name) for one in own}
        real = {said[one.id] for one in own if not one.rehearsal} - {0}
        running = max(real | {stated_term(congress.name)})
        # Where names say but one term, a meeting that says none is of it.
        usual = stated_term(congress.name) or (running if len(real) == 1 else 0)
        terms |= {one.id: said[one.id] or usual for one in own}
        link.execute(t['congress'].update().where(t['congress'].c.id == congress.id).values(term=running))
    for meeting_id, term in terms.items():
        link.execute(t['meeting'].update().where(t['meeting'].c.id == meeting_id).values(term=term))

    deputy = t['deputy']
    rows = {}
    query = sa.select(
        deputy.c['id', 'congress_id', 'meeting_id', 'delegation_id', 'number', 'name'],
        t['delegation'].c.name.label('delegation'),
    ).join_from(deputy, t['delegation'], t['delegation'].c.id == deputy.c.delegation_id)
    for row in link.execute(query.order_by(deputy.c.id)):
        rows.setdefault(row.meeting_id, []).append(row)
    kept = _persons(meetings, terms, rows, _open(link, t['round']))
    _list(link, t['entitled'], rows, kept)
    _refer(link, t, rows, kept)
    _describe(link, deputy, meetings, terms, rows, kept)


def _open(link, rounds):
    """The meetings in which a vote is open."""
    query = sa.select(rounds.c.meeting_id).where(rounds.c.state == 'open', rounds.c.void_reason.is_(None))
    return set(link.scalars(query))


def _persons(meetings, terms, rows, open_):
    """Row → the row that stays for the same person: of the newest meeting, or of one whose vote is open.

    Passes and PINs are those of the row that stays. People of a rehearsal stay what they are.
    """
    from voting.deputies.roster import identified

    persons = {}
    for meeting in meetings:
        listed = rows.get(meeting.id, [])
        if meeting.rehearsal:
            persons[None, meeting.id] = [[row] for row in listed]
            continue
        known = persons.setdefault((meeting.congress_id, terms[meeting.id]), [])
        for row, place in zip(listed, identified([one[-1] for one in known], listed), strict=True):
            if place is None:
                known.append([row])
            else:
                known[place].append(row)
    kept = {}
    for person in (one for group in persons.values() for one in group):
        stays = next((row for row in reversed(person) if row.meeting_id in open_), person[-1])
        kept |= {row.id: stays.id for row in person}
    return kept


def _list(link, entitled, rows, kept):
    lines = [
        {
            'meeting_id': row.meeting_id,
            'deputy_id': kept[row.id],
            'congress_id': row.congress_id,
            'delegation_id': row.delegation_id,
            'number': row.number,
            'name': row.name,
        }
        for listed in rows.values()
        for row in listed
    ]
    if lines:
        link.execute(entitled.insert(), lines)


def _refer(link, t, rows, kept):
    of_number = {(row.meeting_id, row.number): kept[row.id] for listed in rows.values() for row in listed}
    suggestion = t['suggestion']
    proposed = sa.select(suggestion.c['meeting_id', 'deputy_number']).where(suggestion.c.deputy_number.is_not(None))
    for found in link.execute(proposed.distinct()).all():
        mine = (suggestion.c.meeting_id == found.meeting_id, suggestion.c.deputy_number == found.deputy_number)
        if (key := tuple(found)) in of_number:
            link.execute(suggestion.update().where(*mine).values(deputy_id=of_number[key]))
    for key, stays in kept.items():
        if key != stays:
            for name in REFERRING:
                link.execute(t[name].update().where(t[name].c.deputy_id == key).values(deputy_id=stays))
            link.execute(t['deputy'].delete().where(t['deputy'].c.id == key))


def _describe(link, deputy, meetings, terms, rows, kept):
    """What the newest list says of each person; a committee's says nothing of where in the congress they belong."""
    for meeting in sorted(meetings, key=lambda one: (one.body == 'congress', one.id)):
        for place, row in enumerate(rows.get(meeting.id, [])):
            said = {
                'term': terms[meeting.id],
                'rehearsal': bool(meeting.rehearsal),
                'place': place,
                'number': row.number,
                'name': row.name,
                'delegation': row.delegation,
            }
            link.execute(deputy.update().where(deputy.c.id == kept[row.id]).values(**said))


def downgrade():
    link = op.get_bind()
    once = sa.text(
        'SELECT count(*) FROM deputy WHERE (SELECT count(*) FROM entitled WHERE deputy_id = deputy.id) <> 1'
    )
    if link.scalar(once):
        raise RuntimeError('deputies of several meetings, or of none, cannot belong to one meeting again')
    op.add_column('deputy', sa.Column('meeting_id', sa.Integer(), nullable=True))
    op.add_column('deputy', sa.Column('delegation_id', sa.Integer(), nullable=True))
    for name in ('meeting_id', 'delegation_id', 'number', 'name'):
        op.execute(f'UPDATE deputy SET {name} = (SELECT {name} FROM entitled WHERE deputy_id = deputy.id)')
    op.drop_index(op.f('ix_suggestion_deputy_id'), 'suggestion')
    convention = {'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s'}
    with op.batch_alter_table('suggestion', naming_convention=convention) as batch_op:
        batch_op.drop_constraint(op.f('fk_suggestion_deputy_id_deputy'), type_='foreignkey')
        batch_op.drop_column('deputy_id')
    with op.batch_alter_table('deputy') as batch_op:
        batch_op.alter_column('meeting_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('delegation_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(op.f('uq_deputy_meeting_id_number'), ['meeting_id', 'number'])
        batch_op.create_foreign_key(op.f('fk_deputy_meeting_id_meeting'), 'meeting', ['meeting_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_deputy_delegation_id_delegation'), 'delegation', ['delegation_id'], ['id'])
        batch_op.drop_constraint(op.f('fk_deputy_issued_by_account'), type_='foreignkey')
        for name in ('issued_by', 'left_on', 'delegation', 'place', 'by_list', 'rehearsal', 'term'):
            batch_op.drop_column(name)
    op.create_index(op.f('ix_deputy_meeting_id'), 'deputy', ['meeting_id'])
    op.create_index(op.f('ix_deputy_delegation_id'), 'deputy', ['delegation_id'])
    op.drop_table('entitled')
    for table in ('meeting', 'congress'):
        op.drop_column(table, 'term')
