"""The page of a project, as somebody of the customer reads it."""

from dataclasses import dataclass
from typing import Any

from milepost.files.public import StoredFile
from milepost.portal.queries.documents import Standing, move_words, shown_tasks, standings_of
from milepost.portal.records import Visitor
from milepost.projects.public import (
    ChangeRequest,
    Decision,
    Delivery,
    Part,
    PlanChange,
    Project,
    ProjectMember,
    Proposal,
    ProposalState,
    Risk,
    ScopeVersion,
    files_for_contact,
    shown_version,
)


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """`scope` is what was agreed last, `proposed` what this person is asked to agree to."""

    standing: Standing
    tasks: tuple[Any, ...]
    ours: tuple[ProjectMember, ...]
    theirs: tuple[ProjectMember, ...]
    scope: Any
    proposed: Any
    deliveries: tuple[Delivery, ...]
    changes: tuple[ChangeRequest, ...]
    decisions: tuple[Decision, ...]
    risks: tuple[Risk, ...]
    files: tuple[StoredFile, ...]


def project_page(visitor: Visitor, project: Project) -> ProjectPage:
    """Return all that a visitor sees of a project. A constant number of queries."""
    who, of = (visitor.contact, visitor.account), {"project": project}
    tasks = shown_tasks(visitor, **of)
    moves = [one for one in PlanChange.objects.filter(**of).select_related("task").order_by("-pk") if _moved(one)]
    seen = set(PlanChange.objects.visible_to_contact(*who).filter(**of).values_list("pk", flat=True))
    words = {change.pk: move_words(change, is_seen=change.pk in seen) for change in moves}
    people = ProjectMember.objects.visible_to_contact(*who).filter(**of).select_related("user", "contact")
    order = {part: place for place, part in enumerate(Part.values)}
    members = sorted(people, key=lambda member: (order.get(member.part, 9), str(member.user or member.contact)))
    decisions = Decision.objects.visible_to_contact(*who).filter(**of).select_related("user", "contact")
    deliveries = Delivery.objects.visible_to_contact(*who).filter(deliverable__project=project)
    return ProjectPage(
        standing=next(standings_of([project], tasks, moves, words)),
        tasks=tuple(tasks),
        ours=tuple(member for member in members if member.user_id),
        theirs=tuple(member for member in members if member.contact_id),
        scope=_agreed(visitor, project),
        proposed=_proposed(visitor, project),
        deliveries=tuple(deliveries.select_related("deliverable").order_by("deliverable__position", "-number")),
        changes=tuple(ChangeRequest.objects.visible_to_contact(*who).filter(**of).order_by("-number")),
        decisions=tuple(decisions.order_by("-decided_on", "-pk")),
        risks=tuple(Risk.objects.visible_to_contact(*who).filter(**of).watched().order_by("number")),
        files=tuple(files_for_contact(*who).filter(owner_kind=Project.audit_kind(), owner_key=str(project.pk))),
    )


def _moved(change: PlanChange) -> bool:
    return bool(change.forecast_from and change.forecast_to and change.forecast_from != change.forecast_to)


def _agreed(visitor: Visitor, project: Project) -> Any:
    """Return the newest version that holds: agreed by both sides, or made by a change that was approved."""
    who = visitor.contact, visitor.account
    agreed = Proposal.objects.visible_to_contact(*who).filter(project=project, state=ProposalState.AGREED)
    made = ChangeRequest.objects.visible_to_contact(*who).filter(project=project, made_scope__isnull=False)
    rows = ScopeVersion.objects.filter(pk__in=agreed.values("scope")) | ScopeVersion.objects.filter(
        pk__in=made.values("made_scope")
    )
    newest = rows.order_by("-number").first()
    return shown_version(newest) if newest else None


def _proposed(visitor: Visitor, project: Project) -> Any:
    who = visitor.contact, visitor.account
    proposals = Proposal.objects.visible_to_contact(*who).filter(project=project, state=ProposalState.OPEN)
    proposal = proposals.select_related("scope").first()
    return {"key": proposal.pk, "shown": shown_version(proposal.scope)} if proposal else None
