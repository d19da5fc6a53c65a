"""What the page of one request shows besides it."""

from dataclasses import dataclass

from milepost.accounts.public import Account
from milepost.feedback.models import Request, RequestMessage
from milepost.feedback.queries.standing import standing_text
from milepost.feedback.records import OutcomeShown, TriageOffer, outcome_sources, triage_offers
from milepost.identity.public import User


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request with what was said, what it became, and what it may become. `account`: None where it is not seen."""

    request: Request
    account: Account | None
    messages: list[RequestMessage]
    joined: list[Request]
    outcome: OutcomeShown | None
    offers: list[TriageOffer]
    standing: str


def request_page(request: Request, viewer: User) -> RequestPage:
    """Return what the page shows. Constant queries."""
    account = Account.objects.visible_to(viewer).filter(pk=request.account_id or 0).first()
    outcome = outcome_of(request.joined_to or request, viewer)
    offers = [offer for offer in triage_offers if offer.right is None or viewer.may(offer.right)]
    may_become = request.is_open and not request.outcome_key
    return RequestPage(
        request,
        account,
        list(request.messages.select_related("user", "contact").order_by("at", "pk")),
        list(Request.objects.visible_to(viewer).filter(joined_to=request).select_related("account", "contact")),
        outcome,
        sorted(offers, key=lambda offer: offer.order) if may_become else [],
        standing_text(request, outcome.sentence if outcome else ""),
    )


def outcome_of(request: Request, viewer: User) -> OutcomeShown | None:
    """Return what a request became, as its room shows it to the viewer."""
    source = outcome_sources.get(request.outcome) if request.outcome_key else None
    return source.shown(request.outcome_key, viewer) if source else None
