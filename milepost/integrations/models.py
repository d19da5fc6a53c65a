"""The room's tables, each described in the folder of its foreign system."""

from milepost.integrations.mail.models import Mailbox

__all__ = ["Mailbox"]
