"""What scope says to a person's Today: what waits for their decision, and what is about to expire or did."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import ChangeRequest, Project, ProjectMember, Proposal, Signer
from milepost.projects.records import Part
from milepost.projects.records_scope import ChangeState, ProposalState, SignerState
from milepost.ui.public import Reason, TodayGroup, TodayItem, TodaySource, date_words

MOST = 50
_SOON = dt.timedelta(days=3)
_LATELY = dt.timedelta(days=30)


def decisions(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Proposals and change requests that wait for one's own decision."""
    mine = Signer.objects.visible_to(viewer).filter(
        Q(proposal__expires_on=None) | Q(proposal__expires_on__gte=today),
        user=viewer,
        state=SignerState.WAITING,
        proposal__state=ProposalState.OPEN,
    )
    signers = mine.select_related("proposal__project", "proposal__scope").order_by("pk")
    signers = signers.prefetch_related(seen_account("proposal__project", viewer))[:MOST]
    asked = ChangeRequest.objects.visible_to(viewer).filter(approver=viewer, state=ChangeState.REVIEW)
    changes = asked.select_related("project").prefetch_related(seen_account("project", viewer)).order_by("pk")[:MOST]
    return [*(_to_decide(one, today) for one in signers), *(_to_approve(one) for one in changes)][:MOST]


def _to_decide(signer: Signer, today: dt.date) -> TodayItem:
    proposal = signer.proposal
    url = reverse("projects:proposal", args=[proposal.pk])
    due = proposal.expires_on
    asked = _("%(name)s asks, since %(day)s") % {"name": proposal.by_label, "day": date_words(proposal.proposed_at)}
    until = (Reason(_("open until %(day)s") % {"day": date_words(due)}, url),) if due else ()
    return TodayItem(
        key=f"scope-decide:{signer.pk}",
        title=_("Decide: %(version)s of %(project)s") % {"version": proposal.scope, "project": proposal.project},
        group=TodayGroup.NOW,
        rank=68 + (15 if due is not None and due <= today + _SOON else 0),
        reasons=(Reason(asked, url), *until, _project(proposal.project)),
        due=due,
        action=(_("Read and answer"), url),
        icon="file-text",
        **about(proposal.project),
    )


def _to_approve(change: ChangeRequest) -> TodayItem:
    url = reverse("projects:change-request", args=[change.pk])
    return TodayItem(
        key=f"change-approve:{change.pk}:{change.version}",
        title=_("Approve for us: %(change)s") % {"change": change},
        group=TodayGroup.NOW,
        rank=66,
        reasons=(Reason(_("%(name)s asks") % {"name": change.by_label}, url), _project(change.project)),
        due=None,
        action=(_("Look at it"), url),
        icon="arrows-sort",
        **about(change.project),
    )


def expiring(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Proposals of oneself, or of projects that one leads, that expire within three days or did lately."""
    led = ProjectMember.objects.filter(user=viewer, part=Part.LEAD).values("project")
    rows = Proposal.objects.visible_to(viewer).filter(Q(by=viewer) | Q(project__in=led))
    rows = rows.filter(
        Q(state=ProposalState.OPEN, expires_on__lte=today + _SOON)
        | Q(state=ProposalState.EXPIRED, expires_on__gte=today - _LATELY, project__in=Project.objects.all().open())
    )
    # What was proposed since speaks for itself.
    rows = rows.exclude(state=ProposalState.EXPIRED, project__proposals__state=ProposalState.OPEN)
    shown = (
        rows.select_related("project", "scope")
        .prefetch_related("signers", seen_account("project", viewer))
        .order_by("expires_on", "pk")
    )
    return [_expiring(one, today) for one in shown[:MOST]]


def _expiring(proposal: Proposal, today: dt.date) -> TodayItem:
    url = reverse("projects:proposal", args=[proposal.pk])
    waiting = [str(one) for one in proposal.signers.all() if one.state == SignerState.WAITING]
    is_past = proposal.expires_on is not None and proposal.expires_on < today
    words = {"version": proposal.scope, "project": proposal.project}
    silent = ngettext("%(names)s has not answered", "%(names)s have not answered", len(waiting))
    until = _("expired %(day)s") if is_past else _("open until %(day)s")
    return TodayItem(
        key=f"scope-expiry:{proposal.pk}:{is_past}",
        title=(_("Propose anew: %(version)s of %(project)s") if is_past else _("Ask again: %(version)s of %(project)s"))
        % words,
        group=TodayGroup.NOW if is_past else TodayGroup.WAITING,
        rank=58 if is_past else 62,
        reasons=(
            Reason(silent % {"names": ", ".join(waiting)}, url),
            Reason(until % {"day": date_words(proposal.expires_on or today)}, url),
            _project(proposal.project),
        ),
        due=proposal.expires_on,
        action=(_("Open"), url),
        icon="hourglass",
        **about(proposal.project),
    )


def seen_account(path: str, viewer: User) -> Prefetch[str, QuerySet[Account], str]:
    """Return how the account is read: one that the viewer does not see is not named."""
    return Prefetch(f"{path}__account", Account.objects.visible_to(viewer))


def _project(project: Project) -> Reason:
    return Reason(project.name, reverse("projects:project-scope", args=[project.pk]))


def about(project: Project) -> dict[str, str]:
    """Return the account that a project is for, if the viewer sees it."""
    if project.account is None:
        return {}
    return {"about": project.account.name, "about_url": reverse("accounts:account-detail", args=[project.account.pk])}


def scope_sources() -> Iterator[TodaySource]:
    """Yield what the room registers."""
    yield TodaySource("decisions", gettext_lazy("scopes and changes that wait for one's own decision"), decisions)
    yield TodaySource("expiring", gettext_lazy("proposals that are about to expire, or did"), expiring)
