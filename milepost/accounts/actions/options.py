"""The values of segment, tier, industry and region."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, wrong
from milepost.accounts.models import Option
from milepost.accounts.records import OptionKind
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor

_STEP = 10


def add_option(kind: str, name: str, *, actor: Actor) -> Option:
    """Add a value behind the last one of its list."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    if kind not in OptionKind.values:
        raise wrong("kind", _("This choice does not exist."))
    name = _free_name(kind, name, None)
    last = Option.objects.filter(kind=kind).order_by("position").values_list("position", flat=True).last() or 0
    return create_record(Option(kind=kind, name=name, position=last + _STEP), actor=actor)


def rename_option(option: Option, name: str, *, actor: Actor, expected_version: int | None = None) -> Option:
    demand(actor, Right.MANAGE_ACCOUNTS)
    name = _free_name(option.kind, name, option)
    return update_record(option, {"name": name}, actor=actor, expected_version=expected_version)


def order_options(options: Sequence[Option], *, actor: Actor) -> None:
    """Put the values of a list in this order."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic():
        for place, option in enumerate(options, start=1):
            update_record(option, {"position": place * _STEP}, actor=actor)


def remove_option(option: Option, *, actor: Actor, expected_version: int | None = None) -> None:
    """Remove a value that no account has; `Conflict` when some have it."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    delete_record(option, actor=actor, expected_version=expected_version)


def _free_name(kind: str, name: str, option: Option | None) -> str:
    name = clean_line(name, "name", 80, needed=_("A value needs a name."))
    others = Option.objects.filter(kind=kind)
    if option is not None:
        others = others.exclude(pk=option.pk)
    if others.filter(name__iexact=name).exists():
        raise wrong("name", _("There is a value of this name already."), "name-taken")
    return name
