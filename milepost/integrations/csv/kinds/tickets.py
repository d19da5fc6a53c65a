"""Support tickets from files: upserted under the key that they have in their own system."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Severity, Ticket, TicketState, check_ticket, record_tickets
from milepost.identity.public import User
from milepost.integrations.csv.kinds.lookups import Accounts, Faults, account_field
from milepost.integrations.csv.records import ImportField, ImportKind, Outcome, Plan, Row, Run, ValueType, Written
from milepost.integrations.csv.running.writing import write_together
from milepost.lib.errors import Invalid
from milepost.lib.text import fold

_PLAIN = ("subject", "opened_at", "first_answer_at", "closed_at", "satisfaction", "url")
_PRIORITIES = {
    **{fold(str(word)): one.value for one in Severity for word in (one.label, one.value)},
    "urgent": Severity.CRITICAL.value,
    "normal": Severity.MEDIUM.value,
}
_STATES = {
    **{fold(str(word)): one.value for one in TicketState for word in (one.label, one.value)},
    **dict.fromkeys(("new", "in progress", "reopened"), TicketState.OPEN.value),
    **dict.fromkeys(("pending", "on hold", "waiting on customer"), TicketState.WAITING.value),
    **dict.fromkeys(("closed", "resolved", "done"), TicketState.SOLVED.value),
}
_SUBJECT = gettext_lazy("Ticket %(key)s")


def ticket_fields(_viewer: User | None) -> list[ImportField]:
    """Return what columns of tickets can go into."""
    moment = ValueType.MOMENT
    return [
        account_field(),
        ImportField(
            key="opened_at",
            label=gettext_lazy("Opened"),
            type=moment,
            is_needed=True,
            can_clear=False,
            aliases=("submitted at", "submitted", "created at", "created", "opened", "date", "open date"),
        ),
        ImportField(
            key="subject",
            label=gettext_lazy("Subject"),
            can_clear=False,
            aliases=("title", "summary"),
            help=gettext_lazy("Without one, a ticket is called by its key."),
        ),
        ImportField(key="state", label=gettext_lazy("State"), can_clear=False, aliases=("status",)),
        ImportField(key="priority", label=gettext_lazy("Priority"), aliases=("severity", "urgency")),
        ImportField(
            key="first_answer_at",
            label=gettext_lazy("First answer"),
            type=moment,
            aliases=("first response at", "first reply at", "answered at"),
        ),
        ImportField(
            key="first_answer_minutes",
            label=gettext_lazy("First answer after, in minutes"),
            type=ValueType.NUMBER,
            aliases=("first response time minutes", "first reply time minutes", "first response minutes"),
        ),
        ImportField(
            key="closed_at",
            label=gettext_lazy("Closed"),
            type=moment,
            aliases=("closed at", "solved at", "resolved at", "closed on", "resolved"),
        ),
        ImportField(
            key="satisfaction",
            label=gettext_lazy("Satisfaction, 1 to 5"),
            type=ValueType.WHOLE,
            aliases=("satisfaction score", "satisfaction", "csat", "rating"),
        ),
        ImportField(key="url", label=gettext_lazy("Address of the page"), aliases=("url", "link")),
    ]


class TicketImporter:
    """Plans and writes tickets."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts = Accounts(run)

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        self._accounts.fetch({row.values["account"] for row in rows if row.values.get("account")})
        found = Ticket.objects.filter(system=self._run.settings.source, external_key__in=[row.key for row in rows])
        known = {ticket.external_key: ticket for ticket in found}
        return [self._plan(row, known.get(row.key)) for row in rows]

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        return write_together(plans, self._write)

    def _plan(self, row: Row, ticket: Ticket | None) -> Plan:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        account = self._account_of(row, ticket, faults)
        wanted = self._wanted(row, ticket, faults)
        if not faults.found and account is not None:
            try:
                wanted = check_ticket(account, wanted)
            except Invalid as error:
                faults.add_invalid(error)
        if faults.found:
            return Plan(row, Outcome.REFUSED, faults.found)
        if ticket is None:
            return Plan(row, Outcome.CREATED, data=(account, wanted))
        same = all(getattr(ticket, key) == value for key, value in wanted.items())
        if self._run.settings.existing == "skip" or (same and account is not None and ticket.account_id == account.pk):
            return Plan(row, Outcome.UNCHANGED)
        return Plan(row, Outcome.UPDATED, data=(account, wanted))

    def _account_of(self, row: Row, ticket: Ticket | None, faults: Faults) -> Any:
        text = row.values.get("account")
        if not text:
            if ticket is None and not row.faults:
                faults.add("account", _("Say whose ticket it is."))
            return ticket.account if ticket else None
        try:
            return self._accounts.named(text)
        except ValueError as error:
            faults.add("account", str(error))
            return None

    def _wanted(self, row: Row, ticket: Ticket | None, faults: Faults) -> dict[str, Any]:
        given = row.values
        wanted = {key: given[key] for key in _PLAIN if key in given}
        wanted["url"] = wanted.get("url") or "" if "url" in wanted else (ticket.url if ticket else "")
        self._choose(wanted, "priority", given, _PRIORITIES, faults)
        self._choose(wanted, "state", given, _STATES, faults)
        opened = wanted.get("opened_at") or (ticket.opened_at if ticket else None)
        if opened is None:
            if not any(fault.column == self._run.column_of.get("opened_at") for fault in faults.found):
                faults.add("opened_at", _("Say when the ticket was opened."))
            return wanted
        wanted["opened_at"] = opened
        wanted.setdefault("subject", ticket.subject if ticket else str(_SUBJECT) % {"key": row.key})
        minutes = given.get("first_answer_minutes")
        if minutes is not None and "first_answer_at" not in wanted:
            if minutes < 0 or minutes > 60 * 24 * 3650:
                faults.add("first_answer_minutes", _("This cannot be a number of minutes."))
            else:
                wanted["first_answer_at"] = opened + dt.timedelta(minutes=minutes)
        if "state" not in wanted and "closed_at" in wanted:
            wanted["state"] = TicketState.SOLVED if wanted["closed_at"] else TicketState.OPEN
        return wanted

    def _choose(
        self, wanted: dict[str, Any], key: str, given: dict[str, Any], names: dict[str, str], faults: Faults
    ) -> None:
        if key not in given:
            return
        text = given[key]
        if not text:
            wanted[key] = ""
        elif fold(text) in names:
            wanted[key] = names[fold(text)]
        else:
            words = _("This is none of: %(names)s.")
            faults.add(key, words % {"names": ", ".join(sorted(names))})

    def _write(self, plans: Sequence[Plan]) -> list[Ticket]:
        rows = [(plan.data[0], plan.row.key, plan.data[1]) for plan in plans]
        return record_tickets(self._run.settings.source, rows, actor=self._run.actor)


TICKETS = ImportKind(
    key="tickets",
    label=gettext_lazy("Tickets"),
    one=gettext_lazy("ticket"),
    icon="help-circle",
    purpose=gettext_lazy("Support tickets, under the key that they have in their own system."),
    fields=ticket_fields,
    importer=TicketImporter,
)
