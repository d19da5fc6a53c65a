"""What people wrote about tasks and projects and in which a person is named who is erased.

Such words are their authors': they are counted in the report of the erasure, and stay until somebody has judged them.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact, Erased, RecordHandler, RecordKind, address_pattern, addresses_ever_of
from milepost.files.public import StoredFile
from milepost.lib.actor import Actor
from milepost.projects.actions.attachments import owner_of_files
from milepost.projects.models import Project, Task, TaskComment

_WHY = _("People wrote them: search for the name, and change what must go.")
_WHY_FILES = _("Their names say the person: look at them, and delete what must go.")


def _named(contact: Contact, *columns: str) -> Q:
    """Return the condition that one of these texts has the person's whole name or one of their addresses in it."""
    named, name = Q(pk__in=[]), contact.name.strip()
    for column in columns:
        for address in _addresses(contact):
            named |= Q(**{f"{column}__iregex": address_pattern(address)})
        if " " in name:
            named |= Q(**{f"{column}__icontains": name})
    return named


def _addresses(contact: Contact) -> set[str]:
    """Return the addresses that the person has and had; kept with the contact, whom all handlers get."""
    kept: dict[str, Any] = vars(contact)
    if "_addresses_ever" not in kept:
        kept["_addresses_ever"] = addresses_ever_of([contact])
    found: set[str] = kept["_addresses_ever"]
    return found


def _comments(contact: Contact) -> QuerySet[TaskComment]:
    return TaskComment.objects.filter(_named(contact, "text"))


def _tasks(contact: Contact) -> QuerySet[Task]:
    return Task.objects.filter(_named(contact, "title", "description"))


def _projects(contact: Contact) -> QuerySet[Project]:
    return Project.objects.filter(_named(contact, "name", "description"))


def _files(contact: Contact) -> QuerySet[StoredFile]:
    kinds = [owner_of_files(model()).kind for model in (Task, Project)]
    return StoredFile.objects.filter(_named(contact, "name"), owner_kind__in=kinds)


def _handler(model: str, column: str, label: Any, rows: Any, why: Any = _WHY) -> RecordHandler:
    def judge(contact: Contact, _actor: Actor) -> Erased:
        count = rows(contact).count()
        return Erased(kept=count, why=why if count else "")

    return RecordHandler(
        model=model,
        field=column,
        of=RecordKind.CONTACT,
        label=label,
        rows=rows,
        merge=lambda _loser, _winner, _actor: [],
        undo=lambda _moved, _actor: None,
        erase=judge,
        stays=True,
        is_exported=False,
    )


PERSON_WORDS = (
    _handler("projects.TaskComment", "text", _("Comments on tasks that name them"), _comments),
    _handler("projects.Task", "description", _("Tasks that name them"), _tasks),
    _handler("projects.Project", "description", _("Projects that name them"), _projects),
    _handler("files.StoredFile", "name", _("Files of tasks and projects that name them"), _files, _WHY_FILES),
)
