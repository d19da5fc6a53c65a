"""What requests say of their account in figures: how many are open, how many of them are late."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, FactType, FieldSpec, record_facts
from milepost.feedback.models import Request

SPECS = (
    FieldSpec(
        key="requests_open",
        label=_("Open requests"),
        type=FactType.NUMBER,
        definition=_("Requests of this account that are neither done nor declined nor joined with another."),
    ),
    FieldSpec(
        key="requests_new",
        label=_("Requests not looked at"),
        type=FactType.NUMBER,
        definition=_("Requests of this account of which nobody has decided yet what becomes of them."),
    ),
)


def count_requests(account: Account | None) -> None:
    """Push the figures of an account. One query, and the writing of what differs."""
    if account is None:
        return
    counts = Request.objects.filter(account=account).open().aggregate(all=Count("pk"), new=Count("pk", Q(state="new")))
    record_facts(account, {"requests_open": counts["all"], "requests_new": counts["new"]}, as_of=timezone.now())
