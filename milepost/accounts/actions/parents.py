"""The parent of an account: a tree, never a circle."""

from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import wrong
from milepost.accounts.models import Account, Stage
from milepost.accounts.queries.families import ancestors_of, depth_below

DEEPEST = 8


def check_parent(value: Any, account: Account | None) -> Account | None:
    """Return the account that `value` (a row, its key, or nothing) stands for, if it may be the parent of `account`.

    Call it inside the transaction that writes: two people who make two accounts each other's parent at the same time
    wait for one another here, and the second sees what the first wrote.
    """
    if value in {None, ""}:
        return None
    _one_at_a_time()
    parent = Account.objects.filter(pk=getattr(value, "pk", value)).first()
    if parent is None:
        raise wrong("parent", _("This choice does not exist."))
    above = [parent, *ancestors_of(parent)]
    if account is not None and account.pk in {one.pk for one in above}:
        words = _("“%(name)s” belongs to this account already, so it cannot be its parent.") % {"name": parent}
        if parent.pk == account.pk:
            words = _("An account cannot be its own parent.")
        raise wrong("parent", words, "circle")
    below = depth_below(account) if account is not None else 0
    if len(above) + below >= DEEPEST:
        raise wrong("parent", _("Accounts can be nested %(most)s deep at most.") % {"most": DEEPEST}, "too-deep")
    return parent


def _one_at_a_time() -> None:
    """Let changes of the tree follow one another; the first stage's row stands for the tree.

    Without the key, so that accounts which point to that stage can still be written meanwhile.
    """
    first = Stage.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1]
    list(first)
