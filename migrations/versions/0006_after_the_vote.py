"""after the vote

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-27 01:43:15.688320

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('handed', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))

    op.create_table('committee_opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('body', sa.String(length=60), nullable=False),
    sa.Column('adopted_on', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_committee_opinion_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_opinion'))
    )
    with op.batch_alter_table('committee_opinion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_committee_opinion_congress_id'), ['congress_id'], unique=False)

    op.create_table('duty_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('deputy_number', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_duty_entry_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_entry'))
    )
    with op.batch_alter_table('duty_entry', schema=None) as batch_op:
        batch_op.create_index('ix_duty_entry_deputy', ['congress_id', 'deputy_number'], unique=False)

    op.create_table('inquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('body', sa.String(length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_inquiry_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry'))
    )
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inquiry_congress_id'), ['congress_id'], unique=False)

    op.create_table('supervision_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_supervision_group_congress_id_congress')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_group')),
    sa.UniqueConstraint('congress_id', 'year', 'name', name=op.f('uq_supervision_group_congress_id_year_name'))
    )
    op.create_table('supervision_setting',
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('report_every', sa.String(length=8), nullable=False),
    sa.Column('report_day', sa.Integer(), nullable=False),
    sa.Column('tolerance', sa.Integer(), nullable=False),
    sa.Column('stalled_after', sa.Integer(), nullable=False),
    sa.Column('change_rules', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_supervision_setting_congress_id_congress')),
    sa.PrimaryKeyConstraint('congress_id', name=op.f('pk_supervision_setting'))
    )
    op.create_table('year_report',
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('blocks', sa.JSON(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_year_report_congress_id_congress')),
    sa.PrimaryKeyConstraint('congress_id', 'year', name=op.f('pk_year_report'))
    )
    op.create_table('group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('deputy_number', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('lead', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_group.id'], name=op.f('fk_group_member_group_id_supervision_group')),
    sa.PrimaryKeyConstraint('group_id', 'deputy_number', name=op.f('pk_group_member'))
    )
    op.create_table('plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('unit_name', sa.String(length=120), nullable=False),
    sa.Column('other_units', sa.String(length=200), nullable=False),
    sa.Column('responsible', sa.String(length=80), nullable=False),
    sa.Column('leader', sa.String(length=80), nullable=False),
    sa.Column('contact', sa.String(length=80), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('investment_total', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('investment_year', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('yearly', sa.JSON(), nullable=False),
    sa.Column('goals', sa.JSON(), nullable=False),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('invested', sa.Numeric(precision=14, scale=2), nullable=False),
    sa.Column('reported', sa.String(length=7), nullable=False),
    sa.Column('unchanged', sa.Integer(), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.Column('cancelled_on', sa.Date(), nullable=True),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('edits', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_plan_congress_id_congress')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_plan_project_id_project')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_plan_round_id_round')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_plan_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('project_id', name=op.f('uq_plan_project_id'))
    )
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.create_index('ix_plan_congress_year', ['congress_id', 'year', 'no'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_unit_id'), ['unit_id'], unique=False)

    op.create_table('acceptance',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=False),
    sa.Column('body', sa.String(length=120), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('invested', sa.Numeric(precision=14, scale=2), nullable=False),
    sa.Column('done', sa.JSON(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_acceptance_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_acceptance_plan_id_plan')),
    sa.PrimaryKeyConstraint('plan_id', name=op.f('pk_acceptance'))
    )
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_acceptance_congress_id'), ['congress_id'], unique=False)

    op.create_table('group_plan',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_group.id'], name=op.f('fk_group_plan_group_id_supervision_group')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_group_plan_plan_id_plan')),
    sa.PrimaryKeyConstraint('group_id', 'plan_id', name=op.f('pk_group_plan'))
    )
    with op.batch_alter_table('group_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_plan_plan_id'), ['plan_id'], unique=False)

    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('deputies', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('deputy_number', sa.String(length=20), nullable=True),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_inspection_congress_id_congress')),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_group.id'], name=op.f('fk_inspection_group_id_supervision_group')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_inspection_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('form_token', name=op.f('uq_inspection_form_token'))
    )
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index('ix_inspection_plan', ['plan_id', 'held_on'], unique=False)

    op.create_table('milestone',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.CheckConstraint('weight >= 0 AND weight <= 100', name=op.f('ck_milestone_weighed')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_milestone_plan_id_plan')),
    sa.PrimaryKeyConstraint('plan_id', 'no', name=op.f('pk_milestone'))
    )
    op.create_table('plan_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('opinion_by', sa.String(length=120), nullable=False),
    sa.Column('opinion_at', sa.DateTime(), nullable=True),
    sa.Column('decision', sa.String(length=10), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('body', sa.String(length=60), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_plan_change_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_change_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_change'))
    )
    with op.batch_alter_table('plan_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_change_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_change_plan_id'), ['plan_id'], unique=False)

    op.create_table('plan_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('body', sa.String(length=60), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('returned', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_plan_version_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_version_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_version')),
    sa.UniqueConstraint('plan_id', 'no', name=op.f('uq_plan_version_plan_id_no'))
    )
    op.create_table('progress_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('invested', sa.Numeric(precision=14, scale=2), nullable=False),
    sa.Column('reached', sa.JSON(), nullable=False),
    sa.Column('done', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('problems', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(), nullable=True),
    sa.Column('returned', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_progress_report_part')),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_progress_report_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_progress_report_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_report')),
    sa.UniqueConstraint('plan_id', 'period', name=op.f('uq_progress_report_plan_id_period'))
    )
    with op.batch_alter_table('progress_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_progress_report_congress_id'), ['congress_id'], unique=False)

    op.create_table('public_rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.Column('device', sa.String(length=64), nullable=False),
    sa.Column('grade', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('published_text', sa.Text(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('spam', sa.Boolean(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_by', sa.String(length=120), nullable=False),
    sa.Column('replied_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_public_rating_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_public_rating_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_rating')),
    sa.UniqueConstraint('form_token', name=op.f('uq_public_rating_form_token')),
    sa.UniqueConstraint('plan_id', 'device', name=op.f('uq_public_rating_plan_id_device'))
    )
    with op.batch_alter_table('public_rating', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_rating_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_public_rating_plan_id'), ['plan_id'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('inquiry_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('asked_by', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('answered_by', sa.String(length=80), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_question_congress_id_congress')),
    sa.ForeignKeyConstraint(['inquiry_id'], ['inquiry.id'], name=op.f('fk_question_inquiry_id_inquiry')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_question_plan_id_plan')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_question_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('inquiry_id', 'no', name=op.f('uq_question_inquiry_id_no'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_plan_id'), ['plan_id'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('origin_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('unit_name', sa.String(length=120), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_task_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_task_plan_id_plan')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_task_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_congress_id'), ['congress_id'], unique=False)
        batch_op.create_index('ix_task_origin', ['origin', 'origin_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index('ix_task_unit', ['unit_id', 'closed_at'], unique=False)

    op.create_table('watch',
    sa.Column('congress_id', sa.Integer(), nullable=False),
    sa.Column('deputy_number', sa.String(length=20), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['congress_id'], ['congress.id'], name=op.f('fk_watch_congress_id_congress')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_watch_plan_id_plan')),
    sa.PrimaryKeyConstraint('congress_id', 'deputy_number', 'plan_id', name=op.f('pk_watch'))
    )
    with op.batch_alter_table('watch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_watch_plan_id'), ['plan_id'], unique=False)

    op.create_table('task_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_entry_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_entry'))
    )
    with op.batch_alter_table('task_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_entry_task_id'), ['task_id'], unique=False)



def downgrade():
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_column('handed')

    with op.batch_alter_table('task_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_entry_task_id'))

    op.drop_table('task_entry')
    with op.batch_alter_table('watch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_watch_plan_id'))

    op.drop_table('watch')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_unit')
        batch_op.drop_index(batch_op.f('ix_task_plan_id'))
        batch_op.drop_index('ix_task_origin')
        batch_op.drop_index(batch_op.f('ix_task_congress_id'))

    op.drop_table('task')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_plan_id'))

    op.drop_table('question')
    with op.batch_alter_table('public_rating', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_public_rating_plan_id'))
        batch_op.drop_index(batch_op.f('ix_public_rating_congress_id'))

    op.drop_table('public_rating')
    with op.batch_alter_table('progress_report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_progress_report_congress_id'))

    op.drop_table('progress_report')
    op.drop_table('plan_version')
    with op.batch_alter_table('plan_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_change_plan_id'))
        batch_op.drop_index(batch_op.f('ix_plan_change_congress_id'))

    op.drop_table('plan_change')
    op.drop_table('milestone')
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_index('ix_inspection_plan')
        batch_op.drop_index(batch_op.f('ix_inspection_congress_id'))

    op.drop_table('inspection')
    with op.batch_alter_table('group_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_plan_plan_id'))

    op.drop_table('group_plan')
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_acceptance_congress_id'))

    op.drop_table('acceptance')
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_unit_id'))
        batch_op.drop_index(batch_op.f('ix_plan_round_id'))
        batch_op.drop_index('ix_plan_congress_year')

    op.drop_table('plan')
    op.drop_table('group_member')
    op.drop_table('year_report')
    op.drop_table('supervision_setting')
    op.drop_table('supervision_group')
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inquiry_congress_id'))

    op.drop_table('inquiry')
    with op.batch_alter_table('duty_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_duty_entry_deputy')

    op.drop_table('duty_entry')
    with op.batch_alter_table('committee_opinion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_committee_opinion_congress_id'))

    op.drop_table('committee_opinion')
