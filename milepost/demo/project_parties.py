"""Who does what in the simulated company's projects: the people behind the roles of a template."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from milepost.accounts.public import Contact
from milepost.demo.company.people import CHAMPION, DECIDER, SPONSOR, USER
from milepost.demo.company.plans.records import Job
from milepost.demo.company.records import SimulatedAccount
from milepost.identity.public import User
from milepost.projects.public import PartyEdit, Project, ProjectMember
from milepost.projects.records import Letter, Part, PartySide

_STANCES = {"sponsor": SPONSOR, "decider": DECIDER, "champion": CHAMPION, "user": USER}
_ROLES = {"sponsor": "Sponsor", "decider": "Who decides", "champion": "Project lead", "user": "Key user"}
_TITLES = {
    "support": "Support engineer",
    "engineer": "Integrations engineer",
    "finance": "Billing and finance",
    "analyst": "CS operations analyst",
    "lead": "VP customer success",
    "csm": "Customer success manager",
    "pm": "Project manager",
    "am": "Account manager",
}
_EXPECTED = {
    "csm": "Keeps the goals in view and talks with the sponsor",
    "pm": "Runs the plan, week by week",
    "am": "Knows the contract and what was promised",
    "engineer": "Does the technical work and says early what does not fit",
    "champion": "Decides day by day and finds people on the customer's side",
    "sponsor": "Decides on go-live and clears the way",
}


def is_theirs(job: Job) -> bool:
    """Say whether the customer does it."""
    return job.who.split()[:1] != [] and job.who.split()[0] in _STANCES


@dataclass(frozen=True)
class Cast:
    """The people of one project on the day on which it began. `account` is None for Halden's own."""

    account: SimulatedAccount | None
    on: dt.date
    users: dict[str, User]
    contacts: dict[tuple[int, int], Contact]

    @cached_property
    def by_title(self) -> dict[str, User]:
        return {user.title: user for user in reversed(self.users.values())}

    def colleague(self, role: str) -> User:
        """Return who of ours has a role: on the account, else by what they do."""
        one = self.account
        held = one.held_by(role, self.on) or next((d.email for d in one.team if d.role == role), None) if one else None
        return self.users[held] if held else self.by_title[_TITLES[role]]

    def contact(self, role: str) -> Contact | None:
        """Return who of the customer has a role; None where nobody is named."""
        if self.account is None:
            return None
        there = self.account.those_there(self.on, _STANCES[role])
        return next((found for at in there if (found := self.contacts.get((self.account.number, at)))), None)

    def parties(self, job: Job) -> Iterator[PartyEdit]:
        """Yield the parts in one line of the plan: the first does it, the others are asked; in a meeting all do."""
        for at, role in enumerate(job.who.split()):
            letter = Letter.RESPONSIBLE if at == 0 or job.is_meeting else Letter.CONSULTED
            if role not in _STANCES:
                yield PartyEdit(task_id=job.key, letter=letter, user_id=self.colleague(role).pk)
            elif found := self.contact(role):
                yield PartyEdit(task_id=job.key, letter=letter, contact_id=found.pk)
            else:
                yield PartyEdit(task_id=job.key, letter=letter, role=_ROLES[role], side=PartySide.THEIRS)

    def members(self, project: Project, lead: str, roles: set[str]) -> list[ProjectMember]:
        """Return the people on the project: its lead, those who work on it, and the customer's."""
        found: dict[tuple[str, int], ProjectMember] = {}
        for role in [lead, *sorted(roles - {lead})]:
            person = self.contact(role) if role in _STANCES else self.colleague(role)
            if person is None:
                continue
            part = Part.LEAD if role == lead else Part.OVERSEES if role in {"sponsor", "lead"} else Part.CONTRIBUTES
            key = "contact" if isinstance(person, Contact) else "user"
            member = ProjectMember(project=project, part=part, expected=_EXPECTED.get(role, ""), **{key: person})
            found.setdefault((key, person.pk), member)
        return list(found.values())
