"""collection and screening

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-26 12:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(length=16), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_attachment_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index('ix_attachment_held', ['holder', 'holder_id'], unique=False)

    op.create_table('bulk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=16), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_bulk_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk'))
    )
    with op.batch_alter_table('bulk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_congress_id'), ['congress_id'], unique=False)

    op.create_table('drive',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=16), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('positive', sa.JSON(), nullable=False),
    sa.Column('negative', sa.JSON(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('categories', sa.JSON(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('name_rule', sa.String(length=10), nullable=False),
    sa.Column('phone_rule', sa.String(length=10), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('closes_at', sa.DateTime(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('closing_reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_drive_period')),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_drive_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drive')),
    sa.UniqueConstraint('congress_id', 'title', name=op.f('uq_drive_congress_id_title')),
    sa.UniqueConstraint('slug', name=op.f('uq_drive_slug'))
    )
    with op.batch_alter_table('drive', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_drive_congress_id'), ['congress_id'], unique=False)

    op.create_table('station',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('town', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=160), nullable=False),
    sa.Column('hours', sa.String(length=160), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('deputies', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_station_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station')),
    sa.UniqueConstraint('congress_id', 'name', name=op.f('uq_station_congress_id_name')),
    sa.UniqueConstraint('slug', name=op.f('uq_station_slug'))
    )
    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_station_congress_id'), ['congress_id'], unique=False)

    op.create_table('unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_unit_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('congress_id', 'name', name=op.f('uq_unit_congress_id_name'))
    )
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_congress_id'), ['congress_id'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('drive_id', sa.Integer(), nullable=True),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('deputies', sa.JSON(), nullable=False),
    sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('entered_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_event_congress_id_congress')),
    sa.ForeignKeyConstraint(['drive_id'], ['drive.id'], name=op.f('fk_event_drive_id_drive')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_event_station_id_station')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_drive_id'), ['drive_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_station_id'), ['station_id'], unique=False)

    op.create_table('imported_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('drive_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('filename', sa.String(length=160), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('header', sa.JSON(), nullable=False),
    sa.Column('pending', sa.JSON(), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_imported_list_congress_id_congress')),
    sa.ForeignKeyConstraint(['drive_id'], ['drive.id'], name=op.f('fk_imported_list_drive_id_drive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_list'))
    )
    with op.batch_alter_table('imported_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_list_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_imported_list_drive_id'), ['drive_id'], unique=False)

    op.create_table('publicity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('drive_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('closes_at', sa.DateTime(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('listed', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_publicity_congress_id_congress')),
    sa.ForeignKeyConstraint(['drive_id'], ['drive.id'], name=op.f('fk_publicity_drive_id_drive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publicity')),
    sa.UniqueConstraint('drive_id', name=op.f('uq_publicity_drive_id'))
    )
    with op.batch_alter_table('publicity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publicity_congress_id'), ['congress_id'], unique=False)

    op.create_table('list_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('drive_id', sa.Integer(), nullable=False),
    sa.Column('method', sa.String(length=12), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_list_order_congress_id_congress')),
    sa.ForeignKeyConstraint(['drive_id'], ['drive.id'], name=op.f('fk_list_order_drive_id_drive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_list_order'))
    )
    with op.batch_alter_table('list_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_list_order_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_list_order_drive_id'), ['drive_id'], unique=False)

    op.create_table('review_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('drive_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('body', sa.String(length=60), nullable=False),
    sa.Column('phase', sa.String(length=10), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_review_step_congress_id_congress')),
    sa.ForeignKeyConstraint(['drive_id'], ['drive.id'], name=op.f('fk_review_step_drive_id_drive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_step')),
    sa.UniqueConstraint('drive_id', 'no', name=op.f('uq_review_step_drive_id_no'))
    )
    with op.batch_alter_table('review_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_step_congress_id'), ['congress_id'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('published_text', sa.Text(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('spam', sa.Boolean(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_at', sa.DateTime(), nullable=True),
    sa.Column('replied_by', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_comment_congress_id_congress')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_comment_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment')),
    sa.UniqueConstraint('form_token', name=op.f('uq_comment_form_token'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_project_id'), ['project_id'], unique=False)

    op.create_table('note',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('deputy_number', sa.String(length=20), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_note_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_note_project_id_project')),
    sa.PrimaryKeyConstraint('meeting_id', 'deputy_number', 'project_id', name=op.f('pk_note'))
    )
    op.create_table('opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('delegation', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('signed_by', sa.String(length=40), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.String(length=120), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_opinion_congress_id_congress')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_opinion_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_opinion_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion'))
    )
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opinion_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opinion_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opinion_project_id'), ['project_id'], unique=False)

    op.create_table('project_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_version_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_version')),
    sa.UniqueConstraint('project_id', 'no', name=op.f('uq_project_version_project_id_no'))
    )
    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('decision', sa.String(length=12), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('revoked', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_review_congress_id_congress')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_review_project_id_project')),
    sa.ForeignKeyConstraint(['step_id'], ['review_step.id'], name=op.f('fk_review_step_id_review_step')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_project_id'), ['project_id'], unique=False)

    op.create_table('suggestion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('drive_id', sa.Integer(), nullable=True),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('list_id', sa.Integer(), nullable=True),
    sa.Column('from_unit_id', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('deputy_number', sa.String(length=20), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('entered_by', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('village', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('published_title', sa.String(length=80), nullable=False),
    sa.Column('published_text', sa.Text(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('supports', sa.Integer(), nullable=False),
    sa.Column('spam', sa.Boolean(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('split_from_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('assigned_at', sa.DateTime(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(), nullable=True),
    sa.Column('pressed_at', sa.DateTime(), nullable=True),
    sa.Column('proposed_outcome', sa.String(length=12), nullable=True),
    sa.Column('proposed_reason', sa.Text(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by', sa.String(length=120), nullable=False),
    sa.Column('rating', sa.String(length=12), nullable=True),
    sa.Column('rating_note', sa.Text(), nullable=False),
    sa.Column('rated_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_suggestion_congress_id_congress')),
    sa.ForeignKeyConstraint(['drive_id'], ['drive.id'], name=op.f('fk_suggestion_drive_id_drive')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_suggestion_event_id_event')),
    sa.ForeignKeyConstraint(['from_unit_id'], ['unit.id'], name=op.f('fk_suggestion_from_unit_id_unit')),
    sa.ForeignKeyConstraint(['list_id'], ['imported_list.id'], name=op.f('fk_suggestion_list_id_imported_list')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_suggestion_meeting_id_meeting')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['suggestion.id'], name=op.f('fk_suggestion_merged_into_id_suggestion')),
    sa.ForeignKeyConstraint(['split_from_id'], ['suggestion.id'], name=op.f('fk_suggestion_split_from_id_suggestion')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_suggestion_station_id_station')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_suggestion_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion')),
    sa.UniqueConstraint('code', name=op.f('uq_suggestion_code')),
    sa.UniqueConstraint('drive_id', 'no', name=op.f('uq_suggestion_drive_id_no')),
    sa.UniqueConstraint('form_token', name=op.f('uq_suggestion_form_token'))
    )
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.create_index('ix_suggestion_congress_drive', ['congress_id', 'drive_id', 'created_at'], unique=False)
        batch_op.create_index('ix_suggestion_due', ['congress_id', 'unit_id', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_list_id'), ['list_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_split_from_id'), ['split_from_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_station_id'), ['station_id'], unique=False)

    op.create_table('contact',
    sa.Column('suggestion_id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('consent_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_contact_congress_id_congress')),
    sa.ForeignKeyConstraint(['suggestion_id'], ['suggestion.id'], name=op.f('fk_contact_suggestion_id_suggestion')),
    sa.PrimaryKeyConstraint('suggestion_id', name=op.f('pk_contact'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_congress_id'), ['congress_id'], unique=False)

    op.create_table('handling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('suggestion_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=16), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('bulk_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['bulk_id'], ['bulk.id'], name=op.f('fk_handling_bulk_id_bulk')),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_handling_congress_id_congress')),
    sa.ForeignKeyConstraint(['suggestion_id'], ['suggestion.id'], name=op.f('fk_handling_suggestion_id_suggestion')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handling'))
    )
    with op.batch_alter_table('handling', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handling_suggestion_id'), ['suggestion_id'], unique=False)

    op.create_table('project_root',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('suggestion_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_root_project_id_project')),
    sa.ForeignKeyConstraint(['suggestion_id'], ['suggestion.id'], name=op.f('fk_project_root_suggestion_id_suggestion')),
    sa.PrimaryKeyConstraint('project_id', 'suggestion_id', name=op.f('pk_project_root'))
    )
    with op.batch_alter_table('project_root', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_root_suggestion_id'), ['suggestion_id'], unique=False)

    op.create_table('support',
    sa.Column('suggestion_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['suggestion_id'], ['suggestion.id'], name=op.f('fk_support_suggestion_id_suggestion')),
    sa.PrimaryKeyConstraint('suggestion_id', 'device', name=op.f('pk_support'))
    )
    op.create_table('version_seen',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('who', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['project_version.id'], name=op.f('fk_version_seen_version_id_project_version')),
    sa.PrimaryKeyConstraint('version_id', 'who', name=op.f('pk_version_seen'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unit_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('station_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_account_unit_id_unit'), 'unit', ['unit_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_account_station_id_station'), 'station', ['station_id'], ['id'])

    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.add_column(sa.Column('drive_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('state', sa.String(length=12), nullable=False, server_default='listed'))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('category', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('necessity', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('feasibility', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('yearly', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('sources', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('funds', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('unit_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('other_units', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('goal', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('contact', sa.String(length=80), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('latitude', sa.Numeric(precision=9, scale=6), nullable=True))
        batch_op.add_column(sa.Column('longitude', sa.Numeric(precision=9, scale=6), nullable=True))
        batch_op.add_column(sa.Column('cleared', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('created_at', sa.DateTime(), nullable=True))
        batch_op.alter_column('meeting_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.alter_column('no',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_project_drive_id'), ['drive_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_unit_id'), ['unit_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_project_drive_id_drive'), 'drive', ['drive_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_project_unit_id_unit'), 'unit', ['unit_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_project_merged_into_id_project'), 'project', ['merged_into_id'], ['id'])



def downgrade():
    # Projects without a meeting have no place in the older tables.
    for name in ('project_root', 'version_seen', 'review', 'project_version', 'comment', 'note', 'opinion'):
        op.execute(f'DELETE FROM {name}')
    op.execute('DELETE FROM project WHERE meeting_id IS NULL')
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_project_merged_into_id_project'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_project_unit_id_unit'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_project_drive_id_drive'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_project_unit_id'))
        batch_op.drop_index(batch_op.f('ix_project_drive_id'))
        batch_op.alter_column('no',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.alter_column('meeting_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('created_at')
        batch_op.drop_column('version')
        batch_op.drop_column('cleared')
        batch_op.drop_column('longitude')
        batch_op.drop_column('latitude')
        batch_op.drop_column('contact')
        batch_op.drop_column('goal')
        batch_op.drop_column('other_units')
        batch_op.drop_column('unit_id')
        batch_op.drop_column('funds')
        batch_op.drop_column('sources')
        batch_op.drop_column('yearly')
        batch_op.drop_column('feasibility')
        batch_op.drop_column('necessity')
        batch_op.drop_column('category')
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('state')
        batch_op.drop_column('drive_id')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_account_station_id_station'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_account_unit_id_unit'), type_='foreignkey')
        batch_op.drop_column('station_id')
        batch_op.drop_column('unit_id')

    op.drop_table('version_seen')
    op.drop_table('support')
    with op.batch_alter_table('project_root', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_root_suggestion_id'))

    op.drop_table('project_root')
    with op.batch_alter_table('handling', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handling_suggestion_id'))

    op.drop_table('handling')
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_congress_id'))

    op.drop_table('contact')
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestion_station_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_split_from_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_merged_into_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_list_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_event_id'))
        batch_op.drop_index('ix_suggestion_due')
        batch_op.drop_index('ix_suggestion_congress_drive')

    op.drop_table('suggestion')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_project_id'))

    op.drop_table('review')
    op.drop_table('project_version')
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opinion_project_id'))
        batch_op.drop_index(batch_op.f('ix_opinion_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_opinion_congress_id'))

    op.drop_table('opinion')
    op.drop_table('note')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_project_id'))
        batch_op.drop_index(batch_op.f('ix_comment_congress_id'))

    op.drop_table('comment')
    with op.batch_alter_table('review_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_step_congress_id'))

    op.drop_table('review_step')
    op.drop_table('list_order')
    with op.batch_alter_table('publicity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_publicity_congress_id'))

    op.drop_table('publicity')
    with op.batch_alter_table('imported_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_list_drive_id'))
        batch_op.drop_index(batch_op.f('ix_imported_list_congress_id'))

    op.drop_table('imported_list')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_station_id'))
        batch_op.drop_index(batch_op.f('ix_event_drive_id'))
        batch_op.drop_index(batch_op.f('ix_event_congress_id'))

    op.drop_table('event')
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unit_congress_id'))

    op.drop_table('unit')
    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_station_congress_id'))

    op.drop_table('station')
    with op.batch_alter_table('drive', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_drive_congress_id'))

    op.drop_table('drive')
    with op.batch_alter_table('bulk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_congress_id'))

    op.drop_table('bulk')
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_attachment_held')
        batch_op.drop_index(batch_op.f('ix_attachment_congress_id'))

    op.drop_table('attachment')
