"""Tags: words that people put on accounts."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, wrong
from milepost.accounts.models import Account, AccountTag, Tag
from milepost.audit.public import create_record, create_records, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor


def tag_account(account: Account, tag: Tag | str, *, actor: Actor) -> AccountTag:
    """Put a tag on an account; a name that no tag has yet makes one."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        found = tag if isinstance(tag, Tag) else _tag_named(tag, actor)
        present = AccountTag.objects.filter(account=account, tag=found).first()
        return present or create_record(AccountTag(account=account, tag=found), actor=actor)


def untag_account(account: Account, tag: Tag, *, actor: Actor) -> None:
    """Take a tag off an account."""
    demand(actor, Right.WRITE)
    for tagging in account.taggings.filter(tag=tag):
        delete_record(tagging, actor=actor)


def set_tags(account: Account, names: Sequence[str], *, actor: Actor) -> None:
    """Give an account exactly the tags of these names."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        kept = {tag_account(account, name, actor=actor).pk for name in names}
        for tagging in account.taggings.exclude(pk__in=kept):
            delete_record(tagging, actor=actor)


def rename_tag(tag: Tag, name: str, *, actor: Actor, expected_version: int | None = None) -> Tag:
    demand(actor, Right.MANAGE_ACCOUNTS)
    name = clean_tag(name)
    if Tag.objects.exclude(pk=tag.pk).filter(name__iexact=name).exists():
        raise wrong("name", _("There is a tag of this name already; merge the two instead."), "name-taken")
    return update_record(tag, {"name": name}, actor=actor, expected_version=expected_version)


def merge_tags(tag: Tag, into: Tag, *, actor: Actor) -> int:
    """Put `into` on every account that has `tag`, and remove `tag`. Returns the number of accounts."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    if tag.pk == into.pk:
        raise wrong("into", _("Choose another tag."))
    with transaction.atomic():
        had = set(AccountTag.objects.filter(tag=into).values_list("account", flat=True))
        taggings = list(AccountTag.objects.filter(tag=tag))
        for tagging in taggings:
            if tagging.account_id not in had:
                update_record(tagging, {"tag": into}, actor=actor)
        delete_record(tag, actor=actor)
    return len(taggings)


def delete_tag(tag: Tag, *, actor: Actor, expected_version: int | None = None) -> None:
    """Remove a tag, also from every account that has it."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    delete_record(tag, actor=actor, expected_version=expected_version)


def _tag_named(name: str, actor: Actor) -> Tag:
    name = clean_tag(name)
    return Tag.objects.filter(name__iexact=name).first() or create_record(Tag(name=name), actor=actor)


def tags_named(names: Iterable[str], *, actor: Actor) -> dict[str, Tag]:
    """Return the tags of these clean names by their name in small letters; those that are missing are made."""
    wanted = {name.lower(): name for name in names}
    if not wanted:
        return {}
    found = {tag.name.lower(): tag for tag in Tag.objects.all()}
    missing = [Tag(name=name) for key, name in wanted.items() if key not in found]
    return found | {tag.name.lower(): tag for tag in create_records(missing, actor=actor)}


def clean_tag(name: str) -> str:
    """Return a tag's name as it is kept."""
    name = clean_line(name, "name", 40, needed=_("A tag needs a name."))
    if "," in name:
        raise wrong("name", _("A tag has no comma in it."))
    return name
