"""What crosses the portal's modules besides its models."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from milepost.accounts.public import Account, Contact
from milepost.identity.public import User
from milepost.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the pages of which account.

    `since` is the end of this person's visit before this one, None at the first. In a preview `viewer` of the staff
    sees what `contact` sees and may do nothing; `access` may then be a row that was never saved.
    """

    contact: Contact
    account: Account
    access: Any  # a PortalAccess; records know no models
    since: dt.datetime | None = None
    viewer: User | None = None

    @property
    def is_preview(self) -> bool:
        return self.viewer is not None

    @property
    def actor(self) -> Actor:
        return Actor("contact", str(self.contact.pk), self.contact.name)


class VisitorRequest(HttpRequest):
    """A request behind `visitors_page`."""

    visitor: Visitor
