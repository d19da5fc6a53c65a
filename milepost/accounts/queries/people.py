"""Finding people by what somebody typed of their name: the account's contacts, and people of ours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from milepost.accounts.models import Account, Contact
from milepost.identity.public import User
from milepost.lib.text import fold

_MOST_CONTACTS = 2000

type Named = User | Contact


class People:
    """Those who can be meant at one account: its contacts, then people of ours that `viewer` sees. Two queries."""

    def __init__(self, account: Account, viewer: User) -> None:
        contacts = Contact.objects.filter(places__account=account).order_by("archived_at", "left_on", "name")
        self.contacts: list[Contact] = list(contacts[:_MOST_CONTACTS])
        self.users: list[User] = list(User.objects.visible_to(viewer).active().order_by("name"))
        self.viewer = viewer
        self._by_name = [_names(self.contacts), _names(self.users)]

    def named(self, text: str) -> Named | None:
        """Return the one person whose whole name, or whose first name alone, is `text`; contacts before ours."""
        name = fold(" ".join(text.split()))
        if not name:
            return None
        if name == "me":
            return self.viewer
        for names in self._by_name:
            if len(names.get(name, ())) == 1:
                return names[name][0]
        return None

    def like(self, text: str, limit: int = 8) -> Sequence[Named]:
        """Return those whose name has a word that begins like `text`, contacts first."""
        wanted = fold(text.strip())
        everybody: Iterable[Named] = [*self.contacts, *self.users]
        found = [one for one in everybody if not wanted or _begins(fold(one.name), wanted)]
        return found[:limit]


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or f" {wanted}" in name


def _names(people: Iterable[Named]) -> dict[str, list[Named]]:
    """Return people by whole name and by first name. A whole name wins over a first name of the same letters."""
    whole, first = defaultdict(list), defaultdict(list)
    for one in people:
        name = fold(" ".join(one.name.split()))
        whole[name].append(one)
        first[name.partition(" ")[0]].append(one)
    return {**first, **whole}
