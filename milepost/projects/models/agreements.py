"""Agreement: a version of a scope is proposed to named people of both sides, who say yes or no to exactly that."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.projects.models.plans import Baseline
from milepost.projects.models.projects import Project, shared_with
from milepost.projects.models.scope import OfWholeProjectQuerySet, ScopeVersion
from milepost.projects.records import PartySide
from milepost.projects.records_scope import Needs, ProposalState, SignerState


class ProposalQuerySet(OfWholeProjectQuerySet["Proposal"]):
    def open(self) -> Self:
        return self.filter(state=ProposalState.OPEN)

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return those that ask somebody to agree, and all that were agreed."""
        asked = Signer.objects.filter(proposal=OuterRef("pk"), contact=contact)
        return self.filter(Q(state=ProposalState.AGREED) | Q(Exists(asked)), shared_with(contact, account))


class Proposal(Record):
    """A version of a scope, put before people to be agreed. A project has one open proposal at most."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="proposals")
    scope = models.ForeignKey(ScopeVersion, models.PROTECT, related_name="proposals", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    needs = models.CharField(_("agreed when"), max_length=3, choices=Needs.choices, default=Needs.ALL)
    expires_on = models.DateField(_("open until"), null=True, blank=True)
    message = models.TextField(_("message"), max_length=5000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    by_label = models.CharField(_("by"), max_length=200)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_why = models.CharField(_("why"), max_length=500, blank=True)
    baseline = models.ForeignKey(Baseline, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a scope")
        verbose_name_plural = _("proposals of scopes")
        indexes = [models.Index(fields=["state", "expires_on"], name="proposals_by_expiry")]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(state="open"), name="proposal_one_open_of_project")
        ]

    def __str__(self) -> str:
        return _("%(version)s, proposed") % {"version": self.scope}

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.OPEN

    @property
    def is_past(self) -> bool:
        """Whether its day has passed, also before the nightly job has said so."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()


class OfProposalQuerySet[M: models.Model](OfWholeProjectQuerySet[M]):
    project_path = "proposal__project"

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Seen with the proposal."""
        return self.filter(proposal__in=Proposal.objects.visible_to_contact(contact, account).values("pk"))


class Signer(Record):
    """One person whose agreement is asked for, and what they said.

    `name` is as it was then. `sha256` is the fingerprint of what they said it to. Without `user` and `contact` they
    were erased. `recorded_by` is who of us wrote down what came by another way, `evidence` what it came as.
    `stands_for`: who passed it on to them, or in whose place they were put.
    """

    id: int
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="signers")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    side = models.CharField(_("side"), max_length=6, choices=PartySide.choices)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=SignerState.choices, default=SignerState.WAITING)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("when"), null=True, blank=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    recorded_by = models.CharField(_("written down by"), max_length=200, blank=True)
    evidence = models.TextField(_("evidence"), max_length=20_000, blank=True)
    stands_for = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="passed_to")

    # The log keeps no name of a person that they cannot be erased from.
    AUDIT_SECRET = frozenset({"name"})

    objects = OfProposalQuerySet["Signer"].as_manager()

    class Meta:
        verbose_name = _("signer")
        verbose_name_plural = _("signers")
        indexes = [models.Index(fields=["user", "state"], name="signers_who_wait")]
        constraints = [
            models.CheckConstraint(condition=Q(user=None) | Q(contact=None), name="signer_is_one_person"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "passed-on"]) | (Q(decided_at__isnull=False) & ~Q(sha256="")),
                name="signer_decided_on_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("somebody who was erased"))

    @property
    def is_gone(self) -> bool:
        """Whether they cannot answer any more: they left, were archived or merged, deactivated or erased."""
        if self.user is not None:
            return not self.user.is_active
        return self.contact is None or self.contact.left_on is not None or self.contact.archived_at is not None


class ProposalComment(Record):
    """What somebody said about a proposal; both sides read it once customers are let in."""

    id: int
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    text = models.TextField(_("comment"), max_length=5000)

    objects = OfProposalQuerySet["ProposalComment"].as_manager()

    class Meta:
        verbose_name = _("comment on a proposal")
        verbose_name_plural = _("comments on proposals")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="proposal_comment_has_a_text")]

    def __str__(self) -> str:
        return self.text[:80]
