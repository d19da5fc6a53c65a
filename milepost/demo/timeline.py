"""What happened with the simulated company's accounts: talks and meetings, promises, escalations, tickets."""

from dataclasses import dataclass
from itertools import batched

from milepost.accounts.public import Account, ActionItem, Attendee, Contact, Escalation, Ticket, Touchpoint
from milepost.audit.public import create_records
from milepost.demo.company.records import Alarm, Case, History, Promise, SimulatedAccount, Talk
from milepost.demo.company.support import HELP_DESK
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, accounts_of, contacts_of, users_by_email
from milepost.identity.public import User


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the histories name."""

    users: dict[str, User]
    accounts: dict[int, Account]
    contacts: dict[tuple[int, int], Contact]


def build_timeline(world: World) -> None:
    """Write the histories; the stream, last contacts and figures follow the rows by themselves."""
    users = users_by_email()
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        rows = _Rows(users, accounts_of(some), contacts_of(some))
        _write([(one, world.simulation.history(one)) for one in some if one.number in rows.accounts], rows, world)
        done += len(some)
        world.progress(done, world.simulation.size)


def _write(some: list[tuple[SimulatedAccount, History]], rows: _Rows, world: World) -> None:
    talks = [(one, talk) for one, history in some for talk in history.talks]
    made = create_records([_touchpoint(one, talk, rows) for one, talk in talks], actor=world.actor)
    written = [(one, talk, row) for (one, talk), row in zip(talks, made, strict=True)]
    create_records(
        [attendee for one, talk, row in written for attendee in _attendees(one, talk, row, rows)], actor=world.actor
    )
    create_records(
        [_action(one, promise, row, rows) for one, talk, row in written for promise in talk.promises],
        actor=world.actor,
    )
    create_records(
        [_escalation(one, alarm, rows) for one, history in some for alarm in history.alarms], actor=world.actor
    )
    create_records([_ticket(one, case, rows) for one, history in some for case in history.cases], actor=world.actor)


def _touchpoint(one: SimulatedAccount, talk: Talk, rows: _Rows) -> Touchpoint:
    return Touchpoint(
        account=rows.accounts[one.number],
        kind=talk.kind,
        state=talk.state,
        at=talk.at,
        minutes=talk.minutes,
        subject=talk.subject,
        agenda=talk.agenda,
        body=talk.body,
        direction=talk.direction,
        sentiment=talk.sentiment,
        is_pinned=talk.is_pinned,
        author=rows.users[talk.ours[0]],
    )


def _attendees(one: SimulatedAccount, talk: Talk, row: Touchpoint, rows: _Rows) -> list[Attendee]:
    contacts = dict.fromkeys(rows.contacts[one.number, place] for place in talk.theirs)
    ours = [] if talk.kind == "note" else dict.fromkeys(rows.users[email] for email in talk.ours)
    return [
        *(Attendee(touchpoint=row, user=user) for user in ours),
        *(Attendee(touchpoint=row, contact=contact) for contact in contacts),
    ]


def _action(one: SimulatedAccount, promise: Promise, row: Touchpoint, rows: _Rows) -> ActionItem:
    return ActionItem(
        account=rows.accounts[one.number],
        touchpoint=row,
        text=promise.text,
        owner=rows.users[promise.owner] if promise.owner else None,
        contact=None if promise.place is None else rows.contacts[one.number, promise.place],
        due=promise.due,
        done_at=promise.done_at,
    )


def _escalation(one: SimulatedAccount, alarm: Alarm, rows: _Rows) -> Escalation:
    return Escalation(
        account=rows.accounts[one.number],
        subject=alarm.subject,
        body=alarm.body,
        severity=alarm.severity,
        owner=rows.users[alarm.owner] if alarm.owner else None,
        opened_at=alarm.opened_at,
        closed_at=alarm.closed_at,
        resolution=alarm.resolution,
    )


def _ticket(one: SimulatedAccount, case: Case, rows: _Rows) -> Ticket:
    return Ticket(
        account=rows.accounts[one.number],
        contact=None if case.place is None else rows.contacts[one.number, case.place],
        system=HELP_DESK,
        external_key=case.key,
        subject=case.subject,
        state=case.state,
        priority=case.priority,
        opened_at=case.opened_at,
        first_answer_at=case.first_answer_at,
        closed_at=case.closed_at,
        satisfaction=case.satisfaction,
    )
