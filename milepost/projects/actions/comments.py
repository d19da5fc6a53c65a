"""Comments on tasks: who is mentioned and who watches is told, if they see the task."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand, notify
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid, NotAllowed
from milepost.projects.models import Task, TaskComment, TaskWatcher
from milepost.projects.queries.mentions import mentioned_in
from milepost.projects.records import Visibility

TEXT_MOST = 20_000
MENTIONED_MOST = 50


def add_comment(
    task: Task, text: str, *, author: User, actor: Actor, visibility: str = Visibility.INTERNAL
) -> TaskComment:
    """Say something about a task; its author watches it from then on.

    Raises `Invalid` without a text, or where the customer is to read it and does not see the task.
    """
    demand(actor, Right.WRITE)
    clean = clean_comment(text)
    _refuse_visibility(task, visibility)
    with transaction.atomic():
        comment = create_record(TaskComment(task=task, author=author, text=clean, visibility=visibility), actor=actor)
        watch_task(task, author, actor=actor)
        _tell(comment, mentioned_in(clean))
    return comment


def change_comment(
    comment: TaskComment, text: str, *, author: User, actor: Actor, expected_version: int | None = None
) -> TaskComment:
    """Say it otherwise; who is mentioned for the first time is told. Only its author may."""
    _demand_author(comment, author, actor)
    known = mentioned_in(comment.text)
    clean = clean_comment(text)
    with transaction.atomic():
        changed = update_record(comment, {"text": clean}, actor=actor, expected_version=expected_version)
        _tell_mentioned(changed, mentioned_in(clean) - known)
    return changed


def delete_comment(comment: TaskComment, *, author: User, actor: Actor) -> None:
    _demand_author(comment, author, actor)
    delete_record(comment, actor=actor)


def watch_task(task: Task, user: User, *, actor: Actor) -> TaskWatcher:
    """Let somebody be told what happens with a task; who is already, stays."""
    demand(actor, Right.WRITE)
    if not Task.objects.visible_to(user).filter(pk=task.pk).exists():
        raise Invalid("sees-it-not", _("%(name)s does not see this task.") % {"name": user.name})
    known = TaskWatcher.objects.filter(task=task, user=user).first()
    return known or create_record(TaskWatcher(task=task, user=user), actor=actor)


def unwatch_task(task: Task, user: User, *, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    for watcher in TaskWatcher.objects.filter(task=task, user=user):
        delete_record(watcher, actor=actor)


def _tell(comment: TaskComment, mentioned: set[int]) -> None:
    _tell_mentioned(comment, mentioned)
    watchers = User.objects.filter(pk__in=TaskWatcher.objects.filter(task=comment.task).values("user"))
    for user in watchers.exclude(pk__in={comment.author_id, *mentioned}):
        with override(user.language):
            _notify(comment, user, "task-comment", _("%(who)s on “%(task)s”"))


def _tell_mentioned(comment: TaskComment, mentioned: set[int]) -> None:
    for user in User.objects.filter(pk__in=mentioned).exclude(pk=comment.author_id):
        with override(user.language):
            _notify(comment, user, "task-mention", _("%(who)s mentioned you on “%(task)s”"))


def _notify(comment: TaskComment, user: User, kind: str, words: str) -> None:
    """Tell one person, unless they do not see the task (any more)."""
    if Task.objects.visible_to(user).filter(pk=comment.task_id).exists():
        text = words % {"who": comment.who, "task": comment.task.title}
        url = reverse("projects:task-detail", args=[comment.task_id])
        notify(user, kind, text, url, dedupe_key=f"{kind}:{comment.pk}")


def _demand_author(comment: TaskComment, author: User, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    if comment.author_id != author.pk:
        raise NotAllowed("not-yours", _("Only who wrote a comment can change it."))


def _refuse_visibility(task: Task, visibility: str) -> None:
    if visibility not in Visibility.values:
        raise Invalid("wrong-value", _("Say who reads it."), {"visibility": _("Say who reads it.")})
    if visibility != Visibility.INTERNAL and not task.is_shared:
        message = _("The customer does not see this task.")
        raise Invalid("not-shared", message, {"visibility": message})


def clean_comment(text: str) -> str:
    """Return a text as it is stored. Raises `Invalid` without one, or with too much."""
    clean = text.strip()
    if not clean or len(clean) > TEXT_MOST:
        message = _("Write a comment of at most %(most)s characters.") % {"most": TEXT_MOST}
        raise Invalid("wrong-text", message, {"text": message})
    if len(mentioned_in(clean)) > MENTIONED_MOST:
        message = _("Mention at most %(most)s people in one comment.") % {"most": MENTIONED_MOST}
        raise Invalid("too-many-mentions", message, {"text": message})
    return clean
