"""What somebody of the customer does with a task: says it is done, ticks steps off, comments, adds files."""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, update_record
from milepost.files.public import StoredFile, store_file
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, NotAllowed
from milepost.projects.actions.attachments import owner_of_files, refuse_too_many
from milepost.projects.actions.checklists import locked_step
from milepost.projects.actions.comments import clean_comment
from milepost.projects.actions.plan_changes import change_plan, refuse_stale_task
from milepost.projects.actions.telling import Notice, tell_of_task
from milepost.projects.models import ChecklistItem, Project, Task, TaskComment
from milepost.projects.queries.contact_sight import refuse_contact
from milepost.projects.queries.contact_tasks import is_theirs
from milepost.projects.records import TaskState, Visibility
from milepost.projects.records_plan import TaskEdit

_DONE = gettext_lazy("%(who)s has done “%(task)s”")
_AGAIN = gettext_lazy("%(who)s opened “%(task)s” again")
_TICKED = gettext_lazy("%(who)s ticked off all steps of “%(task)s”")
_SAID = gettext_lazy("%(who)s on “%(task)s”")
_FILED = gettext_lazy("%(who)s added a file to “%(task)s”")


def report_task(
    task: Task, *, by: Contact, actor: Actor, is_done: bool = True, expected_version: int | None = None
) -> Task:
    """Let somebody of the customer say that a task of theirs is done, or take that back; who owns it is told.

    Raises `NotAllowed` for a task that is ours, `Conflict` when it was changed since `expected_version`, is in that
    state already, or its project is closed.
    """
    refuse_contact(task, task.account, by, actor)
    with transaction.atomic():
        stored, project = _of_theirs(task)
        refuse_stale_task(stored, expected_version)
        _refuse_state(stored, is_done=is_done)
        edit = TaskEdit(stored.pk, {"state": TaskState.DONE if is_done else TaskState.DOING})
        done = change_plan(project, [edit], actor=actor, is_checked=True).rows[stored.pk]
        words, kind = (_DONE, "contact-done") if is_done else (_AGAIN, "contact-again")
        tell_of_task(done, Notice(kind, words, actor, f"{done.pk}:{done.version}"))
    return done


def tick_step(
    step: ChecklistItem, *, by: Contact, actor: Actor, is_done: bool, expected_version: int | None = None
) -> ChecklistItem:
    """Let somebody of the customer tick off a step of a task of theirs; the last one is told to who owns the task."""
    refuse_contact(step.task, step.task.account, by, actor)
    with transaction.atomic():
        task, _project = _of_theirs(step.task)
        if not task.is_open:
            raise _closed(task)
        stored = locked_step(step)
        if stored.is_done == is_done:
            return stored
        ticked = update_record(stored, {"is_done": is_done}, actor=actor, expected_version=expected_version)
        if is_done and not ChecklistItem.objects.filter(task=task, is_done=False).exists():
            tell_of_task(task, Notice("contact-steps", _TICKED, actor, f"{task.pk}:{ticked.pk}:{ticked.version}"))
    return ticked


def say_as_contact(task: Task, text: str, *, by: Contact, actor: Actor) -> TaskComment:
    """Let somebody of the customer say something about a task that they see; all who see it read it."""
    refuse_contact(task, task.account, by, actor)
    clean = clean_comment(text)
    with transaction.atomic():
        comment = TaskComment(task=task, contact=by, text=clean, visibility=Visibility.CUSTOMER)
        create_record(comment, actor=actor)
        tell_of_task(task, Notice("task-comment", _SAID, actor, comment.pk))
    return comment


def attach_as_contact(task: Task, upload: "File[bytes]", *, by: Contact, actor: Actor) -> StoredFile:
    """Let somebody of the customer hang a file on a task that they see. Raises `Invalid` as `attach_file` does."""
    refuse_contact(task, task.account, by, actor)
    owner = owner_of_files(task)
    refuse_too_many(owner)
    with transaction.atomic():
        stored = store_file(upload, actor=actor, owner=owner)
        tell_of_task(task, Notice("contact-file", _FILED, actor, stored.pk))
    return stored


def _of_theirs(task: Task) -> tuple[Task, Project]:
    """Return a task as it is stored, its plan locked. Raises `NotAllowed` for one that is not the customer's to do."""
    project = Project.objects.select_for_update().get(tasks=task)
    stored = Task.objects.select_related("project", "account").get(pk=task.pk)
    if not is_theirs(stored):
        raise NotAllowed("ours", _("“%(task)s” is not yours to do.") % {"task": stored.title})
    if not project.is_open:
        raise Conflict("closed", _("This project is closed. Write to us if something is missing."))
    return stored, project


def _refuse_state(task: Task, *, is_done: bool) -> None:
    if is_done and not task.is_open:
        raise _closed(task)
    if not is_done and task.state != TaskState.DONE:
        raise Conflict("not-done", _("“%(task)s” is not done.") % {"task": task.title})


def _closed(task: Task) -> Conflict:
    words = _("“%(task)s” is there already: %(state)s.")
    return Conflict("done", words % {"task": task.title, "state": task.get_state_display()})
