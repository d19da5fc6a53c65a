"""Files of tasks and projects."""

from django.core.files import File
from django.utils.translation import gettext as _

from milepost.files.public import StoredFile, delete_file, store_file
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.lib.refs import Ref
from milepost.projects.models import Project, Task

FILES_MOST = 100


def owner_of_files(record: Task | Project) -> Ref:
    """Return the owner under which the files of a record are stored."""
    return Ref(record.audit_kind(), str(record.pk))


def attach_file(record: Task | Project, upload: "File[bytes]", *, actor: Actor) -> StoredFile:
    """Hang a file on a task or project. Raises `Invalid` for what `store_file` refuses, and beyond a hundred."""
    demand(actor, Right.WRITE)
    owner = owner_of_files(record)
    refuse_too_many(owner)
    return store_file(upload, actor=actor, owner=owner)


def refuse_too_many(owner: Ref) -> None:
    """Raise `Invalid` where no further file fits."""
    if StoredFile.objects.of(owner).count() >= FILES_MOST:
        message = _("At most %(most)s files fit here. Delete one first.") % {"most": FILES_MOST}
        raise Invalid("too-many-files", message, {"file": message})


def detach_file(stored: StoredFile, *, actor: Actor) -> None:
    """Delete a file of a task or project."""
    demand(actor, Right.WRITE)
    delete_file(stored, actor=actor)
