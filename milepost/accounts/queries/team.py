"""Who of us looks after an account."""

from milepost.accounts.models import Account, AccountTeamMember
from milepost.accounts.records import TeamRole
from milepost.identity.public import User


def csm_of(account: Account) -> User | None:
    """Return the customer success manager of today, or None. One query."""
    return holder_of(account, TeamRole.CSM)


def holder_of(account: Account, role: str) -> User | None:
    """Return who holds a role on an account today; of several the one who has it longest."""
    members = AccountTeamMember.objects.current().filter(account=account, role=role)
    first = members.select_related("user").order_by("since", "pk").first()
    return first.user if first else None
