"""Sharing: a project, or a file of it, is shown to the customer, or kept to ourselves again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.files.public import StoredFile
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.projects.models import Project, SharedFile


def share_project(project: Project, *, actor: Actor, expected_version: int | None = None) -> Project:
    """Show the customer what of a project is meant for them. One that is shared stays as it is.

    Raises `Invalid` for a project without an account, or one that is put away.
    """
    demand(actor, Right.WRITE)
    if project.account_id is None:
        raise Invalid("no-customer", _("“%(project)s” is our own: there is no customer.") % {"project": project.name})
    if project.archived_at is not None:
        raise Invalid("archived", _("“%(project)s” is archived. Restore it first.") % {"project": project.name})
    if project.is_shared:
        return project
    return update_record(project, {"shared_at": timezone.now()}, actor=actor, expected_version=expected_version)


def stop_sharing(project: Project, *, actor: Actor, expected_version: int | None = None) -> Project:
    """Keep a project to ourselves: from now on the customer sees nothing of it."""
    demand(actor, Right.WRITE)
    if not project.is_shared:
        return project
    return update_record(project, {"shared_at": None}, actor=actor, expected_version=expected_version)


def share_file(stored: StoredFile, *, actor: Actor) -> None:
    """Show a file to those of the customer who see the task or project that it hangs on."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        if not SharedFile.objects.select_for_update().filter(file=stored).exists():
            create_record(SharedFile(file=stored), actor=actor)


def keep_file(stored: StoredFile, *, actor: Actor) -> None:
    """Keep a file to ourselves again."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        for shared in SharedFile.objects.filter(file=stored):
            delete_record(shared, actor=actor)
