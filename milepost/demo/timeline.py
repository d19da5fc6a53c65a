"""What happened with the simulated company's accounts: talks and meetings, promises, escalations, tickets."""

from dataclasses import dataclass
from itertools import batched

from milepost.accounts.public import ActionItem, Attendee, Escalation, Ticket, Touchpoint
from milepost.audit.public import create_records
from milepost.demo.company.records import Alarm, Case, History, Promise, SimulatedAccount, Talk
from milepost.demo.company.support import HELP_DESK
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, account_keys, contact_keys, users_by_email


@dataclass(frozen=True, slots=True)
class _Keys:
    """Primary keys of what the histories name."""

    users: dict[str, int]
    accounts: dict[int, int]
    contacts: dict[tuple[int, int], int]


def build_timeline(world: World) -> None:
    """Write the histories; the stream, last contacts and figures follow the rows by themselves."""
    users = {email: user.pk for email, user in users_by_email().items()}
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        keys = _Keys(users, account_keys(some), contact_keys(some))
        _write([(one, world.simulation.history(one)) for one in some if one.number in keys.accounts], keys, world)
        done += len(some)
        world.progress(done, world.simulation.size)


def _write(some: list[tuple[SimulatedAccount, History]], keys: _Keys, world: World) -> None:
    talks = [(one, talk) for one, history in some for talk in history.talks]
    rows = create_records([_touchpoint(one, talk, keys) for one, talk in talks], actor=world.actor)
    written = [(one, talk, row) for (one, talk), row in zip(talks, rows, strict=True)]
    create_records(
        [attendee for one, talk, row in written for attendee in _attendees(one, talk, row, keys)], actor=world.actor
    )
    create_records(
        [_action(one, promise, row, keys) for one, talk, row in written for promise in talk.promises],
        actor=world.actor,
    )
    create_records(
        [_escalation(one, alarm, keys) for one, history in some for alarm in history.alarms], actor=world.actor
    )
    create_records([_ticket(one, case, keys) for one, history in some for case in history.cases], actor=world.actor)


def _touchpoint(one: SimulatedAccount, talk: Talk, keys: _Keys) -> Touchpoint:
    return Touchpoint(
        account_id=keys.accounts[one.number],
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
        author_id=keys.users[talk.ours[0]],
    )


def _attendees(one: SimulatedAccount, talk: Talk, row: Touchpoint, keys: _Keys) -> list[Attendee]:
    contacts = dict.fromkeys(keys.contacts[one.number, place] for place in talk.theirs)
    ours = [] if talk.kind == "note" else dict.fromkeys(keys.users[email] for email in talk.ours)
    return [
        *(Attendee(touchpoint=row, user_id=key) for key in ours),
        *(Attendee(touchpoint=row, contact_id=key) for key in contacts),
    ]


def _action(one: SimulatedAccount, promise: Promise, row: Touchpoint, keys: _Keys) -> ActionItem:
    return ActionItem(
        account_id=keys.accounts[one.number],
        touchpoint=row,
        text=promise.text,
        owner_id=keys.users[promise.owner] if promise.owner else None,
        contact_id=None if promise.place is None else keys.contacts[one.number, promise.place],
        due=promise.due,
        done_at=promise.done_at,
    )


def _escalation(one: SimulatedAccount, alarm: Alarm, keys: _Keys) -> Escalation:
    return Escalation(
        account_id=keys.accounts[one.number],
        subject=alarm.subject,
        body=alarm.body,
        severity=alarm.severity,
        owner_id=keys.users[alarm.owner] if alarm.owner else None,
        opened_at=alarm.opened_at,
        closed_at=alarm.closed_at,
        resolution=alarm.resolution,
    )


def _ticket(one: SimulatedAccount, case: Case, keys: _Keys) -> Ticket:
    return Ticket(
        account_id=keys.accounts[one.number],
        contact_id=None if case.place is None else keys.contacts[one.number, case.place],
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
