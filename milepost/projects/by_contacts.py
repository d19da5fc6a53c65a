"""What somebody of the customer does themselves, as an actor of kind `contact`; part of the door."""

from milepost.projects.actions.contact_answers import answer_change, answer_delivery, answer_scope
from milepost.projects.actions.contact_tasks import attach_as_contact, report_task, say_as_contact, tick_step
from milepost.projects.actions.date_proposals import propose_date, withdraw_date
from milepost.projects.models import DateProposal
from milepost.projects.queries.contact_tasks import is_theirs, may_propose_day
from milepost.projects.queries.date_effects import DateEffect, MovedTask, effect_of_day
from milepost.projects.queries.deciders import deciders_of, may_decide
from milepost.projects.records import DateProposalState

__all__ = [
    "DateEffect",
    "DateProposal",
    "DateProposalState",
    "MovedTask",
    "answer_change",
    "answer_delivery",
    "answer_scope",
    "attach_as_contact",
    "deciders_of",
    "effect_of_day",
    "is_theirs",
    "may_decide",
    "may_propose_day",
    "propose_date",
    "report_task",
    "say_as_contact",
    "tick_step",
    "withdraw_date",
]
