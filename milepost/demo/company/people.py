"""The customer's people: who wants the product, who decides, who uses it, and who left."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.firms import domain_of
from milepost.demo.company.names import LANGUAGES
from milepost.demo.company.places import COUNTRIES, Country
from milepost.demo.company.records import Firm, Life, Person

SPONSOR, DECIDER, CHAMPION, DETRACTOR, USER = "sponsor", "decision-maker", "champion", "detractor", "user"
_TITLES = {
    SPONSOR: (
        *("Chief operating officer", "Director of operations", "VP operations", "Plant director"),
        *("Head of engineering", "Managing director"),
    ),
    DECIDER: ("Head of procurement", "Chief financial officer", "IT director", "Head of digital operations"),
    CHAMPION: ("Maintenance manager", "Head of maintenance", "Reliability engineer", "Head of field service"),
    DETRACTOR: ("Workshop foreman", "Works council", "IT security officer", "Shift supervisor"),
    USER: (
        *(
            "Maintenance planner",
            "Technician",
            "Dispatcher",
            "Storekeeper",
            "Site coordinator",
            "Team lead technicians",
        ),
        *("Quality engineer", "IT application owner", "Safety officer", "Data steward"),
    ),
}
_USERS = {"Enterprise": (3, 6), "Mid-market": (2, 4), "Growth": (1, 2)}
_PARTNERS = ("Fieldpoint Consulting", "Brückner & Partner", "Tamarind Systems", "Corda Integrators")
_PARTNER_TITLES = ("Implementation consultant", "Integration architect", "Maintenance consultant")
_ACCOUNTS_PER_PARTNER = 12
_DISCONTENT = 0.47


@dataclass(frozen=True, slots=True)
class _Naming:
    """Names the people of one firm, each differently."""

    firm: Firm
    draw: Chance
    taken: set[str]

    def person(self, stance: str, since: dt.date, *, left_on: dt.date | None = None, boss: int | None = None) -> Person:
        draw, firm = self.draw, self.firm
        name = _free_name(firm.country if draw.happens(0.88) else draw.one_of(COUNTRIES), draw, self.taken)
        local = _address_part(name)
        emails = [f"{local}@{firm.domains[0]}"]
        if draw.happens(0.05):
            emails.append(f"{local.replace('.', '')}@mail.example")
        return Person(
            name=name,
            title=draw.choice(_TITLES[stance]),
            stance=stance,
            emails=tuple(emails),
            phone=f"+{firm.country.dialling} 555 {draw.randint(0, 9999):04d}" if draw.happens(0.6) else "",
            timezone=firm.country.timezone,
            since=since,
            left_on=left_on,
            boss=boss,
            is_unsubscribed=draw.happens(0.03),
        )


def people_of(firm: Firm, life: Life, today: dt.date) -> tuple[Person, ...]:
    """Return the people of an account: its sponsors one after another, then the others."""
    draw = chance("people", firm.number)
    begin = life.steps[0].on
    called = _Naming(firm, draw, set())
    people = [called.person(SPONSOR, term.since, left_on=term.until) for term in life.sponsors]
    top = len(people) - 1
    people.append(called.person(DECIDER, begin))
    champion_leaves = draw.happens(0.14)
    left_on = _some_day(begin, today, draw) if champion_leaves else None
    people.append(called.person(CHAMPION, begin, left_on=left_on, boss=top))
    if left_on is not None:
        people.append(called.person(CHAMPION, left_on, boss=top))
    champion = len(people) - 1
    people += [_user_of(called, begin, today, champion) for _user in range(draw.randint(*_USERS[firm.segment]))]
    if min(condition.mood for condition in life.path) < _DISCONTENT or draw.happens(0.1):
        people.append(called.person(DETRACTOR, begin, boss=top))
    if draw.happens(0.16):
        people.append(_partner_of(firm, begin))
    return tuple(people)


def _user_of(called: _Naming, begin: dt.date, today: dt.date, champion: int) -> Person:
    draw = called.draw
    since = _some_day(begin, today, draw) if draw.happens(0.4) else begin
    left_on = _some_day(since, today, draw) if draw.happens(0.07) else None
    return called.person(USER, since, left_on=left_on, boss=champion)


def _partner_of(firm: Firm, since: dt.date) -> Person:
    """Return a consultant of a partner: the same person at several accounts."""
    place = firm.number // _ACCOUNTS_PER_PARTNER
    draw = chance("partner", place)
    country = draw.one_of(COUNTRIES)
    name = _free_name(country, draw, set())
    return Person(
        name=name,
        title=f"{draw.choice(_PARTNER_TITLES)}, {(house := _PARTNERS[place % len(_PARTNERS)])}",
        stance=USER,
        emails=(f"{_address_part(name)}@{domain_of(house)}",),
        phone="",
        timezone=country.timezone,
        since=since,
        is_partner=True,
    )


def _free_name(country: Country, draw: Chance, taken: set[str]) -> str:
    language = LANGUAGES[country.language]
    for name in _names(language.given, language.family, draw):
        if name not in taken:
            break
    taken.add(name)
    return name


def _names(given: tuple[str, ...], family: tuple[str, ...], draw: Chance) -> Iterator[str]:
    while True:
        yield f"{draw.choice(given)} {draw.choice(family)}"


def _address_part(name: str) -> str:
    return domain_of(name).removesuffix(".example").replace("-", ".")


def _some_day(begin: dt.date, end: dt.date, draw: Chance) -> dt.date:
    """Return a day between the two, not too near to the first."""
    days = max(1, (end - begin).days)
    return begin + dt.timedelta(days=draw.randint(min(days, days // 5 + 1), days))
