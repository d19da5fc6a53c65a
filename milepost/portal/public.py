"""The door of the portal room: what the command line and the API ask of it."""

from milepost.portal.actions.accesses import close_access, give_access, invite_contact, renew_link
from milepost.portal.models import PortalAccess
from milepost.portal.queries.links import address_of
from milepost.portal.records import Visitor, VisitorRequest

__all__ = [
    "PortalAccess",
    "Visitor",
    "VisitorRequest",
    "address_of",
    "close_access",
    "give_access",
    "invite_contact",
    "renew_link",
]
