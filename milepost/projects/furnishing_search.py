"""What projects hang into the search: a project is found by its name and description, a task by its title and text."""

from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import Project, Task
from milepost.search.public import SearchDocument, SearchSource, search_sources


def _projects(viewer: User) -> QuerySet[Project]:
    return Project.objects.visible_to(viewer).prefetch_related(_accounts_of(viewer))


def _tasks(viewer: User) -> QuerySet[Task]:
    projects = Prefetch("project", Project.objects.visible_to(viewer))
    return Task.objects.visible_to(viewer).prefetch_related(projects, _accounts_of(viewer))


def _accounts_of(viewer: User) -> Prefetch[str, QuerySet[Account], str]:
    """Return how the account is read with a hit: one that the viewer does not see is not named."""
    return Prefetch("account", Account.objects.visible_to(viewer))


def project_document(project: Project) -> SearchDocument:
    """Return what a project is found by. No query: what is not read already is not named."""
    words = [read_already(project, "account"), project.get_kind_display(), project.get_state_display()]
    return SearchDocument(
        title=project.name,
        body=project.description,
        url=reverse_lazy("projects:project-detail", args=[project.pk]),
        subtitle=" · ".join(filter(None, words)),
    )


def task_document(task: Task) -> SearchDocument:
    """Return what a task is found by. No query, as with projects."""
    words = [read_already(task, "project"), read_already(task, "account"), task.get_state_display()]
    return SearchDocument(
        title=task.title,
        body=task.description,
        url=reverse_lazy("projects:task-detail", args=[task.pk]),
        subtitle=" · ".join(filter(None, words)),
    )


def read_already(record: Model, name: str) -> str:
    """Return the name of a related record; "" for one that was not read with the other."""
    relation: Any = record._meta.get_field(name)
    other = relation.get_cached_value(record, default=None)
    return "" if other is None else str(other)


SOURCES = (
    SearchSource(
        kind=Project.audit_kind(),
        label=gettext_lazy("Projects"),
        icon="route",
        rows=_projects,
        document=project_document,
        weight=15,
    ),
    SearchSource(
        kind=Task.audit_kind(),
        label=gettext_lazy("Tasks"),
        icon="list-check",
        rows=_tasks,
        document=task_document,
        weight=-5,
        columns=frozenset({"title", "description"}),
    ),
)


def furnish_search() -> None:
    """Register all of it."""
    for source in SOURCES:
        search_sources.register(source)
