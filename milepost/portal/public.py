"""The door of the portal room: what the command line and the API ask of it."""

from milepost.portal.models import PortalAccess
from milepost.portal.records import Visitor, VisitorRequest

__all__ = ["PortalAccess", "Visitor", "VisitorRequest"]
