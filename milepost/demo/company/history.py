"""Everything that was seen of an account, in order of time."""

import datetime as dt

from milepost.demo.company.chance import chance
from milepost.demo.company.conversations import Conversations
from milepost.demo.company.life import window_start
from milepost.demo.company.milestones import occasions, planned
from milepost.demo.company.records import History, SimulatedAccount
from milepost.demo.company.support import alarms, cases
from milepost.demo.company.telling import Teller


def history_of(account: SimulatedAccount, today: dt.date, lead: str) -> History:
    """Return what happened in the 24 months that are seen, and what is planned; `lead` is who reviews platinum ones."""
    first = max(window_start(today), account.life.steps[0].on)
    last = today - dt.timedelta(days=1)
    teller = Teller(account, today, chance("talks", account.number))
    talks = Conversations(account, teller, lead)
    held = [talk for talk in occasions(talks, last) if talk.at.date() >= first]
    held += talks.everyday(first, last)
    trouble = Teller(account, today, chance("trouble", account.number))
    return History(
        talks=tuple(sorted([*held, *planned(talks)], key=lambda talk: talk.at)),
        alarms=tuple(alarms(trouble, first, last)),
        cases=tuple(cases(trouble, first, last)),
    )
