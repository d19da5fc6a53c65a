"""Deliverables of a project: where each stands, and how many were accepted at the first pass."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from milepost.projects.models import Delivery, Project, ScopeItem
from milepost.projects.records_scope import DeliveryState, Section


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A deliverable with its newest version; None: nothing was handed over yet."""

    item: ScopeItem
    last: Delivery | None

    @property
    def may_be_submitted(self) -> bool:
        return self.last is None or self.last.state == DeliveryState.CHANGES


@dataclass(frozen=True, slots=True)
class FirstPass:
    """Of the deliverables whose first version was decided, those that were accepted as they came."""

    accepted: int
    decided: int

    @property
    def share(self) -> float | None:
        """Return the share; None while nothing was decided."""
        return self.accepted / self.decided if self.decided else None


def deliverables_of(project: Project) -> list[Deliverable]:
    """Return the deliverables of the draft, in its order. Two queries."""
    items = list(
        ScopeItem.objects.filter(project=project, section=Section.DELIVERABLE).present().select_related("task")
    )
    last: dict[int, Delivery] = {}
    for delivery in Delivery.objects.filter(deliverable__in=items).order_by("number"):
        last[delivery.deliverable_id] = delivery
    return [Deliverable(item, last.get(item.pk)) for item in items]


def first_pass(deliveries: QuerySet[Delivery] | Iterable[Delivery]) -> FirstPass:
    """Return how many first versions were accepted as they came."""
    decided = [one.state for one in deliveries if one.number == 1 and one.state != DeliveryState.SUBMITTED]
    return FirstPass(decided.count(DeliveryState.ACCEPTED), len(decided))
