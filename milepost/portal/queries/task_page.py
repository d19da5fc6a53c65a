"""A task as the customer sees it, with what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from milepost.files.public import StoredFile
from milepost.portal.records import Visitor
from milepost.projects.public import ChecklistItem, Task, TaskComment, TaskState, by_contacts, files_for_contact

COMMENTS_MOST = 100


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What the page of a task takes. `may_act`: it is the customer's to do, and its project is open."""

    task: Task
    steps: Sequence[ChecklistItem]
    comments: Sequence[TaskComment]
    files: Sequence[StoredFile]
    proposal: by_contacts.DateProposal | None
    may_act: bool
    may_propose: bool
    is_mine: bool

    @property
    def is_done(self) -> bool:
        return self.task.state == TaskState.DONE


def task_page(task: Task, visitor: Visitor) -> TaskPage:
    """Return a task that the visitor sees. Eight queries at most."""
    who = visitor.contact, visitor.account
    comments = TaskComment.objects.visible_to_contact(*who).filter(task=task).select_related("author", "contact")
    files = files_for_contact(*who).filter(owner_kind=task.audit_kind(), owner_key=str(task.pk))
    dates = by_contacts.DateProposal.objects.visible_to_contact(*who).filter(task=task).select_related("contact")
    proposal = dates.order_by("-pk").first()
    is_theirs = by_contacts.is_theirs(task)
    return TaskPage(
        task,
        list(ChecklistItem.objects.visible_to_contact(*who).filter(task=task).order_by("position", "pk")),
        list(comments.order_by("-pk")[:COMMENTS_MOST])[::-1],
        list(files),
        proposal,
        is_theirs and task.project is not None and task.project.is_open,
        by_contacts.may_propose_day(task),
        proposal is not None and proposal.is_open and proposal.contact_id == visitor.contact.pk,
    )
