"""How deliverables look, and what is sent for them."""

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from django.db.models import Prefetch, QuerySet
from pydantic import Field, StringConstraints

from milepost.apikit.public import Answer, Input
from milepost.projects.public import Delivery, DeliveryState, ScopeItem
from milepost.rest.accounts.shapes import Reference
from milepost.rest.fields import BodyId, Instant

Words = Annotated[str, StringConstraints(max_length=5000)]


class DeliveryAnswer(Answer):
    """One version of a deliverable, and what was said of it."""

    id: int
    number: int
    state: DeliveryState
    note: str
    link: str
    by: str
    submitted_at: dt.datetime
    decided_at: dt.datetime | None
    decider: Reference | None
    recorded_by: str
    answer: str = Field(description="What is to be changed, or the evidence.")
    version: int

    resolve_by: ClassVar[Any] = staticmethod(lambda delivery: delivery.by_label)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read who decided along."""
        return rows.select_related("decider")

    @staticmethod
    def resolve_decider(delivery: Delivery) -> dict[str, Any] | None:
        return Reference.show(delivery.decider) if delivery.decider else None


class DeliverableAnswer(Answer):
    """A deliverable of a project's scope with every version that was handed over."""

    id: int
    project_id: int
    text: str
    accepted_when: str
    task_id: int | None
    versions: list[DeliveryAnswer]

    resolve_accepted_when: ClassVar[Any] = staticmethod(lambda item: item.detail)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the versions along."""
        versions = Delivery.objects.select_related("decider").order_by("number")
        return rows.prefetch_related(Prefetch("deliveries", versions))

    @staticmethod
    def resolve_versions(item: ScopeItem) -> list[dict[str, Any]]:
        return [DeliveryAnswer.show(delivery) for delivery in item.deliveries.all()]


class NewDelivery(Input):
    """A version to hand over."""

    note: Words = ""
    link: Annotated[str, StringConstraints(max_length=500)] = ""


class DecisionOnDelivery(Input):
    """What the customer said of a version."""

    decision: Literal["accepted", "changes"]
    answer: Words = Field("", description="What is to be changed; of an acceptance its evidence.")
    decider_id: BodyId | None = Field(None, description="The contact who decided.")
    at: Instant | None = Field(None, description="When it was said; null: now.")
