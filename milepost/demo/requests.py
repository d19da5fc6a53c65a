"""What the simulated company's customers ask for, and what became of it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from milepost.accounts.public import Account, Contact
from milepost.audit.public import create_records
from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.people import CHAMPION, USER
from milepost.demo.company.records import SimulatedAccount
from milepost.demo.company.topics.requests import WANTED, Wanted
from milepost.demo.company.workdays import workday
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, accounts_of, contacts_of, users_by_email
from milepost.feedback.public import Outcome, Request, RequestDoor, RequestMessage, RequestState, count_requests
from milepost.identity.public import User

_A_MONTH = {"Enterprise": 0.55, "Mid-market": 0.3, "Growth": 0.15}
_MONTHS = 6
_UNSEEN_DAYS = 4


@dataclass(frozen=True, slots=True)
class _Rows:
    users: dict[str, User]
    accounts: dict[int, Account]
    contacts: dict[tuple[int, int], Contact]


def build_requests(world: World) -> None:
    """Write what was asked for in the last months; the less well it is delivered, the later it is answered."""
    users = users_by_email()
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        rows = _Rows(users, accounts_of(some), contacts_of(some))
        pairs = [pair for one in some if one.number in rows.accounts for pair in _asked(one, rows, world.today)]
        create_records([request for request, _said in pairs], actor=world.actor)
        create_records([message for _request, said in pairs for message in said], actor=world.actor)
        for account in {request.account for request, _said in pairs}:
            count_requests(account)
        done += len(some)
        world.progress(done, world.simulation.size)


def _asked(one: SimulatedAccount, rows: _Rows, today: dt.date) -> Iterator[tuple[Request, list[RequestMessage]]]:
    draw = chance("requests", one.number)
    life = one.life
    if life.go_live is None or life.ended_on is not None:
        return
    for wanted in draw.some_of(WANTED, draw.how_many(_A_MONTH[one.firm.segment] * _MONTHS)):
        day = workday(today - dt.timedelta(days=draw.randint(0, 30 * _MONTHS)))
        if life.go_live < day <= today:
            yield _Told(one, rows, wanted, today, draw).request(day)


@dataclass(frozen=True, slots=True)
class _Told:
    """One request on its way."""

    one: SimulatedAccount
    rows: _Rows
    wanted: Wanted
    today: dt.date
    draw: Chance

    def request(self, day: dt.date) -> tuple[Request, list[RequestMessage]]:
        owner = self.rows.users[self.one.held_by("csm", day) or self.one.team[0].email]
        request = Request(
            account=self.rows.accounts[self.one.number],
            contact=self._contact(day),
            filed_by=owner,
            title=self.wanted.title,
            text=self.wanted.text.replace("{site}", self.one.firm.sites[0]),
            kind=self.wanted.kind,
            door=self.draw.choice((RequestDoor.PAGE, RequestDoor.MAIL, RequestDoor.MAIL)),
            received_at=dt.datetime.combine(day, dt.time(self.draw.randint(6, 14), 10), tzinfo=dt.UTC),
        )
        if (self.today - day).days < _UNSEEN_DAYS and self.draw.happens(0.7):
            return request, []
        return request, list(self._course(request, owner))

    def _contact(self, day: dt.date) -> Contact | None:
        there = self.one.those_there(day, CHAMPION, USER)
        return self.rows.contacts.get((self.one.number, self.draw.choice(there))) if there else None

    def _course(self, request: Request, owner: User) -> Iterator[RequestMessage]:
        """Yield what was said, and set what became of it."""
        now = dt.datetime.combine(self.today, dt.time(0), tzinfo=dt.UTC)
        care = self.one.life.condition_on(request.received_at.date()).delivery
        answered = request.received_at + dt.timedelta(hours=self.draw.expovariate(1 / (4 + 60 * (1 - care))))
        closed = answered + dt.timedelta(days=self.draw.expovariate(1 / (3 + 25 * (1 - care))))
        request.owner, request.state = owner, RequestState.WORK
        request.promised_on = workday(request.received_at.date() + dt.timedelta(days=self.draw.choice((5, 7, 14, 21))))
        if answered >= now:
            return
        request.answered_at = answered
        yield RequestMessage(request=request, user=owner, text="Thank you. I look into it and come back.", at=answered)
        if closed >= now:
            request.state = self.draw.choice((RequestState.WORK, RequestState.WORK, RequestState.WAITING))
            return
        request.closed_at = closed
        if self.wanted.no and self.draw.happens(0.5):
            request.state, request.reason = RequestState.DECLINED, self.wanted.no
            return
        request.state, request.outcome = RequestState.DONE, Outcome.ANSWER
        answer = self.wanted.answer.replace("{owner}", owner.name)
        yield RequestMessage(request=request, user=owner, text=answer, at=closed)
