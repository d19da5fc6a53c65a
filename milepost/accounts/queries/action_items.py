"""What was promised at an account and is not done yet."""

from django.db.models import F

from milepost.accounts.models import Account, ActionItem
from milepost.identity.public import User

MOST = 100


def open_actions(account: Account, viewer: User) -> list[ActionItem]:
    """Return the open actions of an account, the most urgent first, those without a day last. One query."""
    rows = ActionItem.objects.visible_to(viewer).open().filter(account=account)
    return list(rows.select_related("owner", "contact").order_by(F("due").asc(nulls_last=True), "pk")[:MOST])
