"""What the customer sees of a project once it is shared, and what stays with us: shown before anybody decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.files.public import StoredFile
from milepost.projects.models import (
    ChangeRequest,
    Decision,
    Delivery,
    Issue,
    Project,
    ProjectMember,
    Proposal,
    Risk,
    SharedFile,
    Task,
    TaskParty,
)
from milepost.projects.models.shared_files import hangs_on
from milepost.projects.records import Part, TaskState, Visibility
from milepost.projects.records_register import Seen
from milepost.projects.records_scope import ChangeState, ProposalState

_THINKING = (ChangeState.DRAFT, ChangeState.REVIEW, ChangeState.READY)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One kind of what the customer sees: its rows, and whose they are where not everyone there sees them."""

    label: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """`parts` that have something, `readers` who are at the account, `kept_tasks` and `kept_files` that only we see."""

    parts: tuple[ShownPart, ...]
    readers: tuple[str, ...]
    kept_tasks: int
    kept_files: int


def what_is_shown(project: Project) -> Shown:
    """Return what of a project everyone at the customer, and whom it names, sees if it is shared. Constant queries."""
    tasks = Task.objects.filter(project=project).exclude(state=TaskState.DROPPED)
    shared = Exists(SharedFile.objects.filter(file=OuterRef("pk"))) | Q(uploader_kind="contact")
    every = hangs_on(Task.objects.filter(project=project), Project.objects.filter(pk=project.pk))
    shown_on = hangs_on(
        Task.objects.filter(project=project).exclude(visibility=Visibility.INTERNAL),
        Project.objects.filter(pk=project.pk),
    )
    files = StoredFile.objects.filter(shown_on).filter(shared)
    readers = Contact.objects.active().filter(places__account=project.account_id).order_by("name_folded", "pk")
    kept = tasks.aggregate(kept=Count("pk", filter=Q(visibility=Visibility.INTERNAL)))["kept"]
    parts = (ShownPart(label, tuple(rows)) for label, rows in (*_of_plan(tasks), *_of_rest(project, files)))
    return Shown(
        parts=tuple(part for part in parts if part.rows),
        readers=tuple(str(contact) for contact in readers),
        kept_tasks=kept,
        kept_files=StoredFile.objects.filter(every).count() - files.count(),
    )


def _of_plan(tasks: Any) -> Iterator[tuple[str, list[str]]]:
    for_all = tasks.filter(visibility=Visibility.CUSTOMER).order_by("outline_order", "pk")
    yield _("Milestones"), [str(task) for task in for_all.filter(is_milestone=True)]
    yield _("Tasks"), [str(task) for task in for_all.filter(is_milestone=False)]
    named = TaskParty.objects.filter(task__in=tasks.filter(visibility=Visibility.NAMED), contact__isnull=False)
    rows = named.select_related("task", "contact").order_by("task__outline_order", "pk").distinct()
    yield _("Only for those they name"), [f"{party.task}: {party.contact}" for party in rows]


def _of_rest(project: Project, files: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the other kinds with their titles, in the order of the customer's page."""
    proposals = Proposal.objects.filter(project=project).filter(
        Q(state=ProposalState.AGREED) | Q(signers__contact__isnull=False)
    )
    yield _("Scope"), [str(row.scope) for row in proposals.select_related("scope").distinct().order_by("-pk")]
    deliveries = Delivery.objects.filter(deliverable__project=project).select_related("deliverable")
    yield _("Deliverables"), [str(row) for row in deliveries.order_by("deliverable", "number")]
    changes = ChangeRequest.objects.filter(project=project, sent_at__isnull=False).exclude(state__in=_THINKING)
    yield _("Changes"), [str(row) for row in changes.order_by("number")]
    for label, model in ((_("Decisions"), Decision), (_("Risks"), Risk), (_("Issues"), Issue)):
        rows: Any = model.objects.filter(project=project, visibility=Seen.CUSTOMER)
        yield label, [row.title for row in rows.order_by("number")]
    yield _("Files"), [stored.name for stored in files.order_by("-pk")]
    people = ProjectMember.objects.filter(project=project).exclude(contact=None, part=Part.INFORMED)
    yield _("People"), [str(row.user or row.contact) for row in people.select_related("user", "contact").order_by("pk")]
