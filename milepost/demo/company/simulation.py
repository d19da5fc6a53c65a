"""The whole simulated company, account by account: the same for the same size and day."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

from milepost.demo.cast import people as vendors_people
from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.duties import Roster
from milepost.demo.company.firms import firms
from milepost.demo.company.history import history_of
from milepost.demo.company.life import MONTHS, add_months, live
from milepost.demo.company.people import people_of
from milepost.demo.company.portraits import about, custom_of, tags_of
from milepost.demo.company.records import Firm, History, Life, SimulatedAccount

_TERMS = {12: 60.0, 24: 22.0, 36: 18.0}
_NEW_EVERY, _NEW_AT = 20, 7
_MONTHS_BEFORE = 34


class Simulation:
    """The customers of Halden as they are on `today`.

    Firms are known at once; the rest of an account is computed when it is asked for, from its number alone, and not
    kept: a run over thousands of accounts holds one at a time.
    """

    def __init__(self, accounts: int, today: dt.date) -> None:
        self.size = accounts
        self.today = today

    @cached_property
    def firms(self) -> tuple[Firm, ...]:
        return tuple(firms(self.size))

    @cached_property
    def roster(self) -> Roster:
        """Halden's own people by what they do."""
        return Roster(vendors_people(self.size))

    def accounts(self) -> Iterator[SimulatedAccount]:
        """Yield every account, by number; parents come before those that belong to them."""
        for firm in self.firms:
            yield self._account(firm)

    def account(self, number: int) -> SimulatedAccount:
        """Return one account; numbers begin at 1."""
        return self._account(self.firms[number - 1])

    def history(self, account: SimulatedAccount) -> History:
        """Return what was seen of an account, and what is planned with it."""
        return history_of(account, self.today, self.roster.lead)

    def _account(self, firm: Firm) -> SimulatedAccount:
        life = self._life(firm)
        draw = chance("portrait", firm.number)
        return SimulatedAccount(
            firm=firm,
            life=life,
            people=people_of(firm, life, self.today),
            team=self.roster.duties(firm, life, self.today),
            about=about(firm, draw),
            tags=tags_of(firm, life, self.today, draw),
            custom=custom_of(firm, life, draw),
        )

    def _life(self, firm: Firm) -> Life:
        draw = chance("life", firm.number)
        return live(self._contract_start(firm, draw), draw.one_of(_TERMS), firm.segment, self.today, draw)

    def _contract_start(self, firm: Firm, draw: Chance) -> dt.date:
        if firm.number % _NEW_EVERY == _NEW_AT:
            # Some have just signed, however small the company is.
            return self.today + dt.timedelta(days=draw.randint(-25, 9))
        months = draw.uniform(1.2, MONTHS) if draw.happens(0.55) else MONTHS + draw.uniform(0, _MONTHS_BEFORE)
        return add_months(self.today, -int(months)) - dt.timedelta(days=draw.randint(0, 28))
