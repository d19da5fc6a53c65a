"""What happened with all customers, as lists: touchpoints, support tickets, escalations, agreed actions."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy

from milepost.accounts.lists.timeline_fields import (
    PEOPLE,
    account_field,
    account_page,
    choice_field,
    contact_field,
    key_fields,
    moment_field,
    person_field,
    present_field,
    state_field,
    with_attendees,
    written_fields,
)
from milepost.accounts.models import ActionItem, Contact, Escalation, Ticket, Touchpoint
from milepost.accounts.records import Direction, Sentiment, Severity, TicketState, TouchpointKind, TouchpointState
from milepost.ui.public import Field, FieldType, ListSpec, Preset, RowOptions, row_address

_FRAME = "accounts/list-frame.html"

TOUCHPOINTS = ListSpec(
    key="touchpoints",
    title=gettext_lazy("Touchpoints"),
    lede=gettext_lazy("Calls, meetings, mails and notes, with whichever customer they were."),
    noun=(gettext_lazy("touchpoint"), gettext_lazy("touchpoints")),
    rows=lambda viewer: Touchpoint.objects.visible_to(viewer).select_related("account", "author"),
    url_name="accounts:touchpoint-list",
    detail_url=row_address("accounts:touchpoint-detail"),
    with_columns=with_attendees,
    fields=(
        Field(key="subject", label=gettext_lazy("Subject")),
        account_field(),
        choice_field("kind", gettext_lazy("Kind"), TouchpointKind.choices),
        choice_field("state", gettext_lazy("State"), TouchpointState.choices),
        moment_field("at", gettext_lazy("When")),
        Field(key="minutes", label=gettext_lazy("Minutes"), type=FieldType.NUMBER),
        present_field("contacts", "contact", gettext_lazy("Of the customer"), RowOptions(Contact.objects.visible_to)),
        present_field("people", "user", gettext_lazy("Of us"), PEOPLE),
        choice_field("direction", gettext_lazy("Who spoke"), Direction.choices),
        choice_field("sentiment", gettext_lazy("Mood"), Sentiment.choices),
        Field(key="pinned", label=gettext_lazy("Pinned"), type=FieldType.YES_NO, path="is_pinned"),
        Field(key="internal", label=gettext_lazy("Only for us"), type=FieldType.YES_NO, path="is_internal"),
        person_field("author", gettext_lazy("By")),
        *key_fields(),
        *written_fields(),
    ),
    default_columns=("subject", "account", "kind", "at", "contacts", "people", "sentiment"),
    default_sort=("-at",),
    default_filter={"state": "held"},
    presets=(
        Preset(gettext_lazy("Held in the last 30 days"), "state=held&at=last-30-days"),
        Preset(gettext_lazy("In a bad mood"), "sentiment=bad"),
    ),
    search=("subject",),
    empty_icon="message",
    empty_title=gettext_lazy("No touchpoints yet"),
    empty_text=gettext_lazy("What you log on an account's page stands here, too."),
    frame=_FRAME,
)

MEETINGS = replace(
    TOUCHPOINTS,
    key="meetings",
    title=gettext_lazy("Meetings"),
    lede=gettext_lazy("What is planned or was called off, and the meetings that were held."),
    noun=(gettext_lazy("meeting"), gettext_lazy("meetings")),
    rows=lambda viewer: TOUCHPOINTS.rows(viewer).filter(
        ~Q(state=TouchpointState.HELD) | Q(kind=TouchpointKind.MEETING)
    ),
    url_name="accounts:meeting-list",
    default_filter={"state": "planned"},
    default_sort=("at",),
    presets=(
        Preset(gettext_lazy("Mine"), "state=planned&people=me&sort=at"),
        Preset(gettext_lazy("Held in the last 30 days"), "state=held&at=last-30-days&sort=-at"),
        Preset(gettext_lazy("Called off"), "state=cancelled&sort=-at"),
    ),
    empty_icon="calendar-event",
    empty_title=gettext_lazy("No meetings yet"),
    empty_text=gettext_lazy("Plan one on an account's page, or let invitations come in by mail."),
)

TICKETS = ListSpec(
    key="tickets",
    title=gettext_lazy("Tickets"),
    lede=gettext_lazy("Support tickets of all customers, as their own systems tell them."),
    noun=(gettext_lazy("ticket"), gettext_lazy("tickets")),
    rows=lambda viewer: Ticket.objects.visible_to(viewer).select_related("account", "contact"),
    url_name="accounts:ticket-list",
    detail_url=account_page,
    fields=(
        Field(key="subject", label=gettext_lazy("Subject")),
        account_field(),
        choice_field("state", gettext_lazy("State"), TicketState.choices),
        choice_field("priority", gettext_lazy("Priority"), Severity.choices),
        contact_field(gettext_lazy("Contact")),
        moment_field("opened", gettext_lazy("Opened"), "opened_at"),
        moment_field("first_answer", gettext_lazy("First answer"), "first_answer_at"),
        moment_field("closed", gettext_lazy("Closed"), "closed_at"),
        Field(key="satisfaction", label=gettext_lazy("Satisfaction, 1 to 5"), type=FieldType.NUMBER),
        *key_fields(),
        *written_fields(),
    ),
    default_columns=("subject", "account", "state", "priority", "opened", "closed", "satisfaction"),
    default_sort=("-opened",),
    presets=(
        Preset(gettext_lazy("Not solved"), "state=open,waiting&sort=opened"),
        Preset(gettext_lazy("Urgent and open"), "state=open,waiting&priority=high,critical"),
        Preset(gettext_lazy("Unhappy answers"), "satisfaction<=2"),
    ),
    search=("subject", "external_key"),
    empty_icon="help-circle",
    empty_title=gettext_lazy("No tickets yet"),
    empty_text=gettext_lazy("Import a file of tickets, or let the support system send them over the API."),
    frame=_FRAME,
)

ESCALATIONS = ListSpec(
    key="escalations",
    title=gettext_lazy("Escalations"),
    lede=gettext_lazy("What went wrong for a whole account, and who sees to it."),
    noun=(gettext_lazy("escalation"), gettext_lazy("escalations")),
    rows=lambda viewer: Escalation.objects.visible_to(viewer).select_related("account", "owner"),
    url_name="accounts:escalation-list",
    detail_url=row_address("accounts:escalation-detail"),
    fields=(
        Field(key="subject", label=gettext_lazy("Subject")),
        account_field(),
        choice_field("severity", gettext_lazy("Severity"), Severity.choices),
        person_field("owner", gettext_lazy("Owner")),
        state_field("open", gettext_lazy("Open"), "closed_at", when_ended=False),
        moment_field("opened", gettext_lazy("Opened"), "opened_at"),
        moment_field("closed", gettext_lazy("Closed"), "closed_at"),
        Field(key="resolution", label=gettext_lazy("How it ended"), sort=None),
        *written_fields(),
    ),
    default_columns=("subject", "account", "severity", "owner", "opened", "closed"),
    default_sort=("-opened",),
    default_filter={"open": "yes"},
    presets=(Preset(gettext_lazy("Mine"), "open=yes&owner=me"), Preset(gettext_lazy("Closed"), "open=no&sort=-closed")),
    search=("subject",),
    empty_icon="alert-triangle",
    empty_title=gettext_lazy("No escalations"),
    empty_text=gettext_lazy("Open one on an account's page when something goes wrong for all of it."),
    frame=_FRAME,
)

ACTION_ITEMS = ListSpec(
    key="action-items",
    title=gettext_lazy("Agreed actions"),
    lede=gettext_lazy("What was promised, by us and by customers."),
    noun=(gettext_lazy("agreed action"), gettext_lazy("agreed actions")),
    rows=lambda viewer: ActionItem.objects.visible_to(viewer).select_related("account", "owner", "contact"),
    url_name="accounts:action-list",
    detail_url=account_page,
    fields=(
        Field(key="text", label=gettext_lazy("What")),
        account_field(),
        person_field("owner", gettext_lazy("Of us")),
        contact_field(gettext_lazy("Of the customer")),
        Field(key="due", label=gettext_lazy("Due"), type=FieldType.DATE, has_time=False),
        state_field("done", gettext_lazy("Done"), "done_at", when_ended=True),
        moment_field("done_on", gettext_lazy("Done on"), "done_at"),
        *written_fields(),
    ),
    default_columns=("text", "account", "owner", "contact", "due", "done_on"),
    default_sort=("due",),
    default_filter={"done": "no"},
    presets=(
        Preset(gettext_lazy("Mine"), "done=no&owner=me"),
        Preset(gettext_lazy("Overdue"), "done=no&due=<today"),
        Preset(gettext_lazy("Promised by customers"), "done=no&contact?=yes"),
    ),
    search=("text",),
    empty_icon="clipboard-list",
    empty_title=gettext_lazy("Nothing is agreed"),
    empty_text=gettext_lazy("Actions that are agreed on in a touchpoint stand here until they are done."),
    frame=_FRAME,
)

LISTS = (TOUCHPOINTS, MEETINGS, TICKETS, ESCALATIONS, ACTION_ITEMS)
