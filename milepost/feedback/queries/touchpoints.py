"""A touchpoint that asks for something."""

from milepost.accounts.public import Touchpoint
from milepost.feedback.models import Request


def source_of(touchpoint: Touchpoint) -> str:
    """Return the identity of a touchpoint as what requests are captured from."""
    return f"touchpoint:{touchpoint.pk}"


def request_in(touchpoint: Touchpoint) -> Request:
    """Return the request that a touchpoint seems to hold, not stored: its words, and who spoke, where that was one."""
    asking = [one.contact for one in touchpoint.attendees.select_related("contact") if one.contact is not None]
    return Request(
        account=touchpoint.account,
        contact=asking[0] if len(asking) == 1 else None,
        title=touchpoint.subject,
        text=touchpoint.body,
        received_at=touchpoint.at,
    )
