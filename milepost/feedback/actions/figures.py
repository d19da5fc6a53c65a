"""What requests say of their account in figures: how many are open, how many of them are late."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.events import AccountsMerged, MergeUndone
from milepost.accounts.public import Account, FactType, FieldSpec, RecordKind, record_facts
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
    """Push the figures of an account, in the caller's transaction. Two queries, and the writing of what differs.

    Whoever counts waits for who counted before and is not through yet: else both would leave the other's request out.
    """
    if account is None:
        return
    # Not against the rows that point to it: who files another request at this moment holds them already.
    Account.objects.select_for_update(no_key=True).filter(pk=account.pk).values_list("pk").first()
    counts = Request.objects.filter(account=account).open().aggregate(all=Count("pk"), new=Count("pk", Q(state="new")))
    record_facts(account, {"requests_open": counts["all"], "requests_new": counts["new"]}, as_of=timezone.now())


def count_after_merge(event: AccountsMerged | MergeUndone) -> None:
    """Count anew for the accounts whose requests were moved."""
    if isinstance(event, MergeUndone) and event.record_kind != RecordKind.ACCOUNT:
        return
    for account in Account.objects.filter(pk__in=(event.winner_id, event.loser_id)):
        with transaction.atomic():
            count_requests(account)
