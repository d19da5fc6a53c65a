"""The people of Halden, the simulated vendor: who they are, what they do, where they sit."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from milepost.identity.public import Role
from milepost.lib.text import fold

DOMAIN = "halden.example"
ACCOUNTS_OF_BASE_TEAM = 60
ACCOUNTS_PER_CSM = 40

EMEA, AMERICAS, APAC = "CSM EMEA", "CSM Americas", "CSM APAC"
IMPLEMENTATION, ACCOUNTS, OPERATIONS = "Implementation", "Account management", "CS operations"
PARTNERS = "Partners of CS"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the vendor. `leads` says whether they lead their team."""

    name: str
    title: str
    role: Role
    timezone: str
    team: str = ""
    leads: bool = False

    @property
    def email(self) -> str:
        return ".".join(fold(self.name).replace("-", "").replace("'", "").split()) + f"@{DOMAIN}"


TEAMS: dict[str, str] = {
    EMEA: "Customers in Europe, the Middle East and Africa",
    AMERICAS: "Customers in North and South America",
    APAC: "Customers in Asia and the Pacific",
    IMPLEMENTATION: "Onboarding, migrations and integrations, until the customer is live",
    ACCOUNTS: "Renewals and growth",
    OPERATIONS: "Data, playbooks and how we work",
    PARTNERS: "Finance, support and engineering, who help on projects",
}

# One of each role comes first: whoever takes the first five sign-ins sees every role.
BASE_TEAM = (
    Person("Ingrid Solberg", "Head of CS operations", Role.ADMIN, "Europe/Oslo", OPERATIONS, leads=True),
    Person("Rafael Moreno", "VP customer success", Role.LEAD, "Europe/Madrid", EMEA, leads=True),
    Person("Aoife Brennan", "Customer success manager", Role.MEMBER, "Europe/Dublin", EMEA),
    Person("Élodie Lambert", "Billing and finance", Role.CONTRIBUTOR, "Europe/Paris", PARTNERS, leads=True),
    Person("Helena Lindqvist", "Chief financial officer", Role.VIEWER, "Europe/Stockholm"),
    Person("Camila Duarte", "Senior customer success manager", Role.MEMBER, "America/Sao_Paulo", AMERICAS, leads=True),
    Person("Haruka Tanaka", "Customer success manager", Role.MEMBER, "Asia/Tokyo", APAC, leads=True),
    Person("Tomasz Nowak", "Implementation manager", Role.MEMBER, "Europe/Warsaw", IMPLEMENTATION, leads=True),
    Person("Priya Raman", "Project manager", Role.MEMBER, "Asia/Kolkata", IMPLEMENTATION),
    Person("Grace Whitfield", "Account manager", Role.MEMBER, "America/New_York", ACCOUNTS, leads=True),
    Person("Lukas Brandt", "Account manager", Role.MEMBER, "Europe/Berlin", ACCOUNTS),
    Person("Noor Haddad", "CS operations analyst", Role.MEMBER, "Europe/Amsterdam", OPERATIONS),
    Person("Samuel Adeyemi", "Support engineer", Role.CONTRIBUTOR, "Africa/Lagos", PARTNERS),
    Person("Mei-Lin Chou", "Integrations engineer", Role.CONTRIBUTOR, "Asia/Taipei", PARTNERS),
)

_REGIONS = (
    (EMEA, "Europe/London", ("Zoë Hart", "Yusuf Demir", "Chiara Bellini", "Marek Dvořák", "Fatima Zahra Alaoui")),
    (
        AMERICAS,
        "America/Chicago",
        ("Diego Fuentes", "Tamika Coleman", "Noah Tremblay", "Valentina Rojas", "Ethan Park"),
    ),
    (APAC, "Australia/Sydney", ("Arjun Mehta", "Lan Nguyen", "Olivia Marsh", "Jun-ho Seo", "Dewi Kartika")),
)
_FIRST = (
    *("Alma", "Björn", "Carmen", "Dario", "Eszter", "Farah", "Gareth"),
    *("Hana", "Imran", "Julie", "Kwame", "Leonor", "Mateo", "Nadia"),
)
_LAST = (
    *("Achterberg", "Baptiste", "Castellano", "Demirci", "Eriksen"),
    *("Fischer", "Gallagher", "Hosseini", "Ivanova", "Jansen"),
)


def people(accounts: int) -> list[Person]:
    """Return the vendor's people for this many accounts: the base team, and a CSM for each 40 accounts above 60."""
    more = max(0, accounts - ACCOUNTS_OF_BASE_TEAM) // ACCOUNTS_PER_CSM
    names = _further_names()
    return [*BASE_TEAM, *(_further_csm(number, next(names)) for number in range(more))]


def _further_csm(number: int, name: str) -> Person:
    team, timezone, _names = _REGIONS[number % len(_REGIONS)]
    return Person(name, "Customer success manager", Role.MEMBER, timezone, team)


def _further_names() -> Iterator[str]:
    """Yield 1,400 names, all different, those that fit their region first."""
    by_region = [names for _team, _timezone, names in _REGIONS]
    yield from (names[index] for index in range(len(by_region[0])) for names in by_region)
    yield from (f"{first} {last}" for last in _LAST for first in _FIRST)
    yield from (f"{first} {last}-{other}" for last, other in permutations(_LAST, 2) for first in _FIRST)
