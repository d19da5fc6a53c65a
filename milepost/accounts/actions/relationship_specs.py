"""The figures that the timeline tells of an account, as lists and filters know them."""

from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import FactType, FieldSpec
from milepost.identity.public import Right

SPECS = (
    FieldSpec(
        key="days_since_contact",
        label=_("Days since last contact"),
        type=FactType.NUMBER,
        unit=_("days"),
        definition=_("Days since the last touchpoint in which both sides spoke; notes and one-way mail do not count."),
    ),
    FieldSpec(
        key="days_since_sponsor_contact",
        label=_("Days since the sponsor was spoken with"),
        type=FactType.NUMBER,
        right=Right.READ_ALL,  # it counts their talks at all of their accounts
        unit=_("days"),
        definition=_(
            "Days since somebody last spoke with an executive sponsor of the account; when nobody ever did, since the "
            "sponsor was named. Unknown when the account has no sponsor."
        ),
    ),
    FieldSpec(
        key="last_contact",
        label=_("Last contact"),
        type=FactType.DATE,
        definition=_("The day of the last touchpoint in which both sides spoke."),
    ),
    FieldSpec(
        key="next_meeting",
        label=_("Next meeting"),
        type=FactType.DATE,
        definition=_("The day of the next meeting that is planned. Unknown when none is."),
    ),
    FieldSpec(
        key="open_escalations",
        label=_("Open escalations"),
        type=FactType.NUMBER,
        definition=_("Escalations of the account that are not closed."),
    ),
    FieldSpec(
        key="open_tickets",
        label=_("Open tickets"),
        type=FactType.NUMBER,
        definition=_("Support tickets that are open or wait for the customer."),
    ),
    FieldSpec(
        key="overdue_actions",
        label=_("Overdue actions"),
        type=FactType.NUMBER,
        definition=_("Agreed actions of either side that are not done and whose day has passed."),
    ),
)
