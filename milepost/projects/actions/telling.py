"""Who of us is told when the customer does something: those whose task it is and who watch it, else who leads."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from milepost.accounts.public import AccountTeamMember
from milepost.identity.public import User, notify
from milepost.lib.actor import Actor
from milepost.projects.models import Project, ProjectMember, Task, TaskParty, TaskWatcher
from milepost.projects.records import Letter, Part

_OWNING = (Letter.RESPONSIBLE, Letter.ACCOUNTABLE)
_TEXT_MOST = 300


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: `words` with a place for `who` and for what it is about; of one `key` nobody is told twice."""

    kind: str
    words: str | Promise
    actor: Actor
    key: object


def owners_of_task(task: Task) -> list[User]:
    """Return those of us who do a task, answer for it or watch it, else those of its project; who sees it, that is."""
    parties = TaskParty.objects.filter(task=task, letter__in=_OWNING, user__isnull=False).values("user")
    watchers = TaskWatcher.objects.filter(task=task).values("user")
    found = list(User.objects.active().filter(Q(pk__in=parties) | Q(pk__in=watchers)).order_by("pk"))
    if not found and task.project is not None:
        found = owners_of_project(task.project)
    return [user for user in found if Task.objects.visible_to(user).filter(pk=task.pk).exists()]


def owners_of_project(project: Project) -> list[User]:
    """Return who leads a project; without one, who looks after its customer today."""
    leads = ProjectMember.objects.filter(project=project, part=Part.LEAD, user__isnull=False).values("user")
    found = list(User.objects.active().filter(pk__in=leads).order_by("pk"))
    if found:
        return found
    team = AccountTeamMember.objects.current().filter(account=project.account_id).values("user")
    return list(User.objects.active().filter(pk__in=team).order_by("pk"))


def tell_of_task(task: Task, notice: Notice, url: str = "") -> None:
    """Tell the owners of a task what somebody of the customer did with it; `url` leads there, else to the task."""
    url = url or reverse("projects:task-detail", args=[task.pk])
    for user in owners_of_task(task):
        _tell(user, notice, url, {"task": task.title})


def tell_of_project(project: Project, notice: Notice, *, url: str, what: object) -> None:
    """Tell the owners of a project what somebody of the customer said of `what`."""
    for user in owners_of_project(project):
        _tell(user, notice, url, {"what": what, "project": project.name})


def _tell(user: User, notice: Notice, url: str, values: dict[str, object]) -> None:
    with override(user.language):
        text = str(notice.words) % {"who": notice.actor.label, **values}
        notify(user, notice.kind, text[:_TEXT_MOST], url, dedupe_key=f"{notice.kind}:{notice.key}")
