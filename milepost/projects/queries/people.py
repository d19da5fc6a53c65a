"""The people of a project on both sides, with what they are to it and what they have to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.projects.models import Project, ProjectMember, Task, TaskParty
from milepost.projects.records import Letter, Part

_ORDER = list(Part)


@dataclass(frozen=True, slots=True)
class ProjectPerson:
    """Somebody on a project. `open_tasks` counts those that the viewer sees; `is_linked`: they may open the contact."""

    member: ProjectMember
    open_tasks: int
    is_linked: bool


@dataclass(frozen=True, slots=True)
class ProjectPeople:
    """Both sides, each in the order of their parts."""

    ours: Sequence[ProjectPerson]
    theirs: Sequence[ProjectPerson]


def people_of_project(project: Project, viewer: User) -> ProjectPeople:
    """Return who is on a project. Three queries."""
    rows = ProjectMember.objects.visible_to(viewer).filter(project=project).select_related("user", "contact")
    members = sorted(rows.order_by("pk"), key=lambda member: _ORDER.index(Part(member.part)))
    tasks = Task.objects.visible_to(viewer).open().filter(project=project, is_summary=False)
    doing = TaskParty.objects.filter(task__in=tasks.values("pk"), letter=Letter.RESPONSIBLE)
    counts: Counter[tuple[int | None, int | None]] = Counter(doing.values_list("user_id", "contact_id"))
    contacts = [member.contact_id for member in members if member.contact_id]
    seen = set(Contact.objects.visible_to(viewer).filter(pk__in=contacts).values_list("pk", flat=True))
    people = [
        ProjectPerson(one, counts[one.user_id, one.contact_id], one.contact_id in seen if one.contact_id else False)
        for one in members
    ]
    return ProjectPeople(
        [one for one in people if one.member.user_id is not None],
        [one for one in people if one.member.contact_id is not None],
    )
