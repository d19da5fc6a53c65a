"""Deliverables of scopes: handed over in versions, accepted or given back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query

from milepost.accounts.public import Contact
from milepost.apikit.public import ApiRequest, ApiRouter, Page, created, json_response, listed
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.projects.public import Delivery, ScopeItem, Section, decide_delivery, submit_delivery
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.fields import Id
from milepost.rest.projects.deliverable_shapes import DecisionOnDelivery, DeliverableAnswer, DeliveryAnswer, NewDelivery
from milepost.rest.projects.scopes import ScopeQuery

router = ApiRouter(tags=["Deliverables"])


@router.reads("/deliverables", Page[DeliverableAnswer])
def list_deliverables(request: ApiRequest, query: Query[ScopeQuery]) -> HttpResponse:
    """List the deliverables that scopes speak of, with what was handed over."""
    rows = ScopeItem.objects.visible_to(request.caller.user).filter(section=Section.DELIVERABLE, removed_at=None)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    order = order_terms(["project", "position", "id"])
    return listed(request, DeliverableAnswer, rows, query, order=order, scope=f"{query.project_id}")


@router.reads("/deliverables/{deliverable_id}", DeliverableAnswer, errors=(404,))
def get_deliverable(request: ApiRequest, deliverable_id: Id) -> HttpResponse:
    """Show a deliverable with every version that was handed over."""
    return json_response(DeliverableAnswer.show(_deliverable(request, deliverable_id)))


@router.creates("/deliverables/{deliverable_id}/versions", DeliveryAnswer, right=Right.WRITE, errors=(404, 409))
def make_delivery(request: ApiRequest, deliverable_id: Id, body: NewDelivery) -> HttpResponse:
    """Hand a deliverable over as its next version. 409 `there-already` while one waits, or was accepted."""
    item = _deliverable(request, deliverable_id)
    delivery = submit_delivery(item, actor=request.caller.user.as_actor(), note=body.note, link=body.link)
    return created(DeliveryAnswer.show(delivery), f"/api/v1/deliverables/{item.pk}", delivery)


@router.acts(
    "/deliverables/{deliverable_id}/versions/{delivery_id}/decide",
    DeliveryAnswer,
    takes_body=True,
    right=Right.WRITE,
    errors=(404, 409),
)
def decide_one_delivery(
    request: ApiRequest, deliverable_id: Id, delivery_id: Id, body: DecisionOnDelivery
) -> HttpResponse:
    """Write down whether a version was accepted, or what is to be changed."""
    rows = Delivery.objects.filter(deliverable=_deliverable(request, deliverable_id))
    delivery = get_object_or_404(rows.select_related("deliverable"), pk=delivery_id)
    caller, given = request.caller.user, body.model_dump()
    key, contacts = given.pop("decider_id"), Contact.objects.visible_to(caller)
    decider = None if key is None else named_in_body(contacts, "decider_id", key)
    with in_words_of_the_body(on="at"):
        decided = decide_delivery(delivery, actor=caller.as_actor(), decider=decider, **given)
    return json_response(DeliveryAnswer.show(decided))


def _deliverable(request: ApiRequest, key: int) -> ScopeItem:
    rows = ScopeItem.objects.visible_to(request.caller.user).filter(section=Section.DELIVERABLE)
    found: ScopeItem = get_object_or_404(DeliverableAnswer.prepare(rows), pk=key)
    return found
