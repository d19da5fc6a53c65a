"""Who of Halden looks after an account, from when until when."""

import datetime as dt
from collections.abc import Sequence

from milepost.demo.cast import ACCOUNTS, AMERICAS, APAC, EMEA, IMPLEMENTATION, Person
from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.records import Duty, Firm, Life, Phase

CSM, AM, PM, SPONSOR, SUPPORT = "csm", "am", "pm", "sponsor", "support"
_CARE_AFTER_GO_LIVE = dt.timedelta(days=30)


class Roster:
    """Halden's people by what they do."""

    def __init__(self, people: Sequence[Person]) -> None:
        csms = [person for person in people if "ustomer success manager" in person.title]
        self.csms = {team: [one.email for one in csms if one.team == team] for team in (EMEA, AMERICAS, APAC)}
        self.all_csms = [one.email for one in csms]
        self.managers = [one.email for one in people if one.team == ACCOUNTS]
        self.project_managers = [one.email for one in people if one.team == IMPLEMENTATION]
        self.lead = next(one.email for one in people if one.title.startswith("VP customer success"))
        self.support = next(one.email for one in people if one.title == "Support engineer")
        self.names = {one.email: one.name for one in people}

    def duties(self, firm: Firm, life: Life, today: dt.date) -> tuple[Duty, ...]:
        """Return the account's team, with those who handed over."""
        draw = chance("duties", firm.number)
        begin = life.steps[0].on
        return (
            *self._csms(firm, draw, (begin, life.ended_on or today)),
            *self._managers(draw, (begin, life.ended_on or today)),
            *self._project_manager(life, draw, begin),
            *([Duty(SPONSOR, self.lead, begin)] if firm.tier == "Platinum" else []),
            *([Duty(SUPPORT, self.support, life.contract_start)] if firm.segment == "Enterprise" else []),
        )

    def _csms(self, firm: Firm, draw: Chance, time: tuple[dt.date, dt.date]) -> list[Duty]:
        """Return the CSM of the region; every third account had another one before."""
        now = draw.choice(self.csms[firm.country.team])
        others = [email for email in self.all_csms if email != now]
        return _one_after_another(CSM, [draw.choice(others), now], time, draw, is_handed_over=draw.happens(0.34))

    def _managers(self, draw: Chance, time: tuple[dt.date, dt.date]) -> list[Duty]:
        both = draw.some_of(self.managers, 2)
        return _one_after_another(AM, both, time, draw, is_handed_over=draw.happens(0.2))

    def _project_manager(self, life: Life, draw: Chance, begin: dt.date) -> list[Duty]:
        until = life.go_live + _CARE_AFTER_GO_LIVE if life.go_live else None
        if until is None and life.phase in {Phase.LEAVING, Phase.GONE}:
            until = life.notice_on or life.ended_on
        return [Duty(PM, draw.choice(self.project_managers), begin, until)]


def _one_after_another(
    role: str, emails: Sequence[str], time: tuple[dt.date, dt.date], draw: Chance, *, is_handed_over: bool
) -> list[Duty]:
    begin, days = time[0], (time[1] - time[0]).days
    if not is_handed_over or days < 90 or len(emails) < 2:  # noqa: PLR2004 - nobody hands over within a quarter
        return [Duty(role, emails[-1], begin)]
    on = begin + dt.timedelta(days=int(days * draw.uniform(0.2, 0.95)))
    return [Duty(role, emails[0], begin, on), Duty(role, emails[1], on)]
