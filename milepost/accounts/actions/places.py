"""Where the room's own records stand in the stream: one rule for each table, and the way to lay all of it anew."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from milepost.accounts.actions.timeline import Place, put_entries, replace_entries
from milepost.accounts.models import AccountTeamMember, Escalation, FactChange, StageChange, Ticket, Touchpoint
from milepost.accounts.records import TouchpointKind

CLOSED, LEFT = ":closed", ":left"
STAGE_CHANGE, TEAM_CHANGE, FACT_CHANGE = "stage-change", "team-change", "fact-change"
ESCALATION, TICKET = "escalation", "ticket"
_ROWS = 500
# A day has no hour: at noon in UTC it is the same day nearly everywhere.
_NOON = dt.time(12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Rule:
    """How the rows of one table stand in the stream: under which kinds, with which keys behind their own, and where."""

    kinds: tuple[str, ...]
    places: Callable[[Any], Iterator[Place]]
    suffixes: tuple[str, ...] = ("",)

    def keys(self, records: Iterable[Any]) -> list[str]:
        return [f"{record.pk}{suffix}" for record in records for suffix in self.suffixes]

    def all_places(self, records: Iterable[Any]) -> list[Place]:
        return [place for record in records for place in self.places(record)]


def _of_touchpoint(touchpoint: Touchpoint) -> Iterator[Place]:
    yield Place(touchpoint.account_id, touchpoint.kind, str(touchpoint.pk), touchpoint.at, touchpoint.is_pinned)


def _of_escalation(escalation: Escalation) -> Iterator[Place]:
    yield Place(escalation.account_id, ESCALATION, str(escalation.pk), escalation.opened_at)
    if escalation.closed_at:
        yield Place(escalation.account_id, ESCALATION, f"{escalation.pk}{CLOSED}", escalation.closed_at)


def _of_ticket(ticket: Ticket) -> Iterator[Place]:
    yield Place(ticket.account_id, TICKET, str(ticket.pk), ticket.opened_at)


def _of_stage_change(change: StageChange) -> Iterator[Place]:
    yield Place(change.account_id, STAGE_CHANGE, str(change.pk), moment_of(change.on, change.created_at))


def _of_team_member(member: AccountTeamMember) -> Iterator[Place]:
    yield Place(member.account_id, TEAM_CHANGE, str(member.pk), moment_of(member.since, member.created_at))
    if member.until:
        at = moment_of(member.until, member.updated_at)
        yield Place(member.account_id, TEAM_CHANGE, f"{member.pk}{LEFT}", at)


def _of_fact_change(change: FactChange) -> Iterator[Place]:
    yield Place(change.account_id, FACT_CHANGE, str(change.pk), change.at)


def moment_of(day: dt.date, written_at: dt.datetime) -> dt.datetime:
    """Return when on `day` something happened: as it was written, if that was on the day, else at noon."""
    return written_at if written_at.date() == day else dt.datetime.combine(day, _NOON)


RULES: dict[type[Any], Rule] = {
    Touchpoint: Rule(tuple(TouchpointKind.values), _of_touchpoint),
    Escalation: Rule((ESCALATION,), _of_escalation, ("", CLOSED)),
    Ticket: Rule((TICKET,), _of_ticket),
    StageChange: Rule((STAGE_CHANGE,), _of_stage_change),
    AccountTeamMember: Rule((TEAM_CHANGE,), _of_team_member, ("", LEFT)),
    FactChange: Rule((FACT_CHANGE,), _of_fact_change),
}


def follow_writes(records: Sequence[Any], action: str) -> None:
    """Keep the stream as the records say, in the transaction that writes them (see `audit.WriteObserver`)."""
    rule = RULES.get(type(records[0])) if records else None
    if rule is None:
        return
    for some in batched(records, _ROWS):
        if action == "create":
            put_entries(rule.all_places(some))
        else:
            places = [] if action == "delete" else rule.all_places(some)
            replace_entries(rule.kinds, rule.keys(some), places)


def rebuild_timeline(models: Collection[type[Any]] = tuple(RULES)) -> int:
    """Lay the stream of the room's own records anew, after rows were written past the log; return how many records.

    Entries of other rooms stay. In batches of 500, each in a transaction of its own.
    """
    count = 0
    for model in models:
        for some in batched(model._base_manager.order_by("pk").iterator(chunk_size=_ROWS), _ROWS):
            rule = RULES[model]
            replace_entries(rule.kinds, rule.keys(some), rule.all_places(some))
            count += len(some)
    return count
