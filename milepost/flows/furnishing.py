"""What the room hangs into registries."""

from django.utils.translation import gettext_lazy as _

from milepost.feedback.public import TriageOffer, outcome_sources, triage_offers
from milepost.flows.actions.following import follow_outcomes
from milepost.flows.queries.outcomes import SOURCES
from milepost.identity.public import Right
from milepost.jobs.public import Schedule, schedules

OFFERS = (
    TriageOffer("task", _("Make it a task"), "list-check", "flows:request-task", 10, Right.WRITE),
    TriageOffer("project", _("Make it a project"), "route", "flows:request-project", 20, Right.WRITE),
)


def furnish() -> None:
    """Register all of it."""
    for source in SOURCES:
        outcome_sources.register(source)
    for offer in OFFERS:
        triage_offers.register(offer)
    purpose = _("finishes requests of which the task or project is done")
    schedules.register(Schedule("flows.requests", "*/10 * * * *", follow_outcomes, purpose))
