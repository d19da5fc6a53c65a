"""Finding people by what somebody typed of their name: the account's contacts, and people of ours."""

from collections.abc import Sequence

from milepost.accounts.models import Account, Contact
from milepost.identity.public import User
from milepost.lib.mentions import ByName, like
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
        self._by_name = [ByName[Named](self.contacts), ByName[Named](self.users)]

    def named(self, text: str) -> Named | None:
        """Return the one person whose whole name, or whose first name alone, is `text`; contacts before ours."""
        if fold(text.strip()) == "me":
            return self.viewer
        return next((found for names in self._by_name if (found := names.named(text))), None)

    def like(self, text: str, limit: int = 8) -> Sequence[Named]:
        """Return those whose name has a word that begins like `text`, contacts first."""
        return like([*self.contacts, *self.users], text, limit)
