"""The files of tasks and projects that somebody of the customer may open."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from milepost.accounts.public import Account, Contact
from milepost.files.public import StoredFile
from milepost.projects.models import Project, SharedFile, Task
from milepost.projects.models.shared_files import hangs_on


def files_for_contact(contact: Contact, account: Account) -> QuerySet[StoredFile]:
    """Return what hangs on projects and tasks that a contact sees: what was shared, and what contacts added.

    Newest first. No query by itself.
    """
    shared = Q(Exists(SharedFile.objects.filter(file=OuterRef("pk")))) | Q(uploader_kind="contact")
    tasks = Task.objects.visible_to_contact(contact, account)
    projects = Project.objects.visible_to_contact(contact, account)
    return StoredFile.objects.filter(shared, hangs_on(tasks, projects)).order_by("-id")
