"""Projects and the people on them."""

from types import MappingProxyType
from typing import Self

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, AccountContact, AccountTeamMember, Contact
from milepost.audit.public import FoldedField, Record
from milepost.identity.public import Right, User
from milepost.projects.models.calendars import WorkCalendar
from milepost.projects.records import (
    OPEN_PROJECT_STATES,
    ContractType,
    Method,
    Part,
    ProjectKind,
    ProjectState,
)
from milepost.projects.records_reports import ReportRhythm


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """Every project to those who read all; to a contributor, those of their accounts and those that name them."""
        if user.may(Right.READ_ALL):
            return self
        named = ProjectMember.objects.filter(user=user).values("project")
        doing = self.model._meta.apps.get_model("projects", "TaskParty").objects.filter(user=user)
        return self.filter(
            Q(account__in=accounts_of_team(user)) | Q(pk__in=named) | Q(pk__in=doing.values("task__project"))
        )

    def seen_whole_by(self, user: User) -> Self:
        """Return those of which `user` sees every task, also what became of tasks that are gone."""
        if user.may(Right.READ_ALL):
            return self
        led = ProjectMember.objects.filter(user=user, part__in=(Part.LEAD, Part.OVERSEES)).values("project")
        return self.filter(Q(account__in=accounts_of_team(user)) | Q(pk__in=led))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return the projects of an account that were shared, to somebody who is there; to others nothing."""
        place = AccountContact.objects.present(contact, account)
        return self.filter(Exists(place), account=account, shared_at__isnull=False, archived_at=None)

    def open(self) -> Self:
        """Return those that are neither done nor cancelled."""
        return self.filter(state__in=OPEN_PROJECT_STATES)


class Project(Record):
    """One motion of customer success, with scope, people and a plan; for an account, or internal without one.

    Three dates are kept apart: `target_on` is what was agreed, `forecast_on` what the plan comes to, `actual_on` what
    happened. `go_live` is the milestone that they speak of; without one it is the end of the plan. `planned_until` is
    the day from which unfinished work is planned: none lies before it. `revision` counts the changes of the plan, so
    that a second person's change is made from what they saw.
    """

    id: int
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField()
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ProjectKind.choices, default=ProjectKind.ONBOARDING)
    method = models.CharField(_("method"), max_length=10, choices=Method.choices, default=Method.WATERFALL)
    state = models.CharField(_("state"), max_length=10, choices=ProjectState.choices, default=ProjectState.DRAFT)
    description = models.TextField(_("description"), blank=True)
    contract_type = models.CharField(
        _("contract"), max_length=18, choices=ContractType.choices, default=ContractType.INCLUDED
    )
    sold_minutes = models.PositiveIntegerField(_("time sold"), null=True, blank=True)
    origin_kind = models.CharField(_("kind of its origin"), max_length=40, blank=True)
    origin_key = models.CharField(_("its origin"), max_length=64, blank=True)
    calendar = models.ForeignKey(
        WorkCalendar, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("calendar")
    )
    start_on = models.DateField(_("start"))
    target_on = models.DateField(_("target"), null=True, blank=True)
    actual_on = models.DateField(_("actual"), null=True, blank=True)
    go_live = models.ForeignKey(
        "projects.Task", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("go-live")
    )
    report_rhythm = models.CharField(
        _("status reports"), max_length=9, choices=ReportRhythm.choices, default=ReportRhythm.NONE, blank=True
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    # Until somebody shares it with the customer they see nothing of it, whatever its parts say.
    shared_at = models.DateTimeField(_("shared with the customer"), null=True, blank=True)
    # What the plan comes to, and where it stands: computed, explained by the slip ledger.
    forecast_on = models.DateField(_("forecast"), null=True, editable=False)
    ends_on = models.DateField(_("end of the plan"), null=True, editable=False)
    planned_until = models.DateField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    AUDIT_IGNORED = frozenset({"forecast_on", "ends_on", "planned_until", "revision"})

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = [
            models.Index(fields=["name_folded", "id"], name="project_by_name"),
            models.Index(fields=["account", "state"], name="project_of_account"),
            models.Index(fields=["state", "forecast_on"], name="project_by_forecast"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="project_has_a_name"),
            models.UniqueConstraint(
                fields=["origin_kind", "origin_key"], condition=~Q(origin_key=""), name="project_of_origin_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROJECT_STATES

    @property
    def is_shared(self) -> bool:
        """Whether the customer sees anything of it."""
        return self.shared_at is not None


class OfProjectQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a project and are seen by whoever sees it."""

    def visible_to(self, user: User) -> Self:
        if user.may(Right.READ_ALL):
            return self
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))


def shared_with(contact: Contact, account: Account, path: str = "project") -> Q:
    """Return the condition that the project of a row is shown to somebody of the customer; `path` leads to it."""
    return Q(**{f"{path}__in": Project.objects.visible_to_contact(contact, account).values("pk")})


class ProjectMemberQuerySet(OfProjectQuerySet["ProjectMember"]):
    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return everyone of the customer, and of us those who do something: who is only told is our own affair."""
        shown = Q(contact__isnull=False) | ~Q(part=Part.INFORMED)
        return self.filter(shown, shared_with(contact, account))


class ProjectMember(Record):
    """A person of either side on a project: what they are to it, and in words what is expected of them."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.CONTRIBUTES)
    expected = models.CharField(_("expected of them"), max_length=300, blank=True)

    AUDIT_PART_OF = MappingProxyType({"project": "members"})

    objects = ProjectMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("person on a project")
        verbose_name_plural = _("people on projects")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="project_user_once"),
            models.UniqueConstraint(fields=["project", "contact"], name="project_contact_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact=None) | Q(user=None, contact__isnull=False),
                name="project_member_is_one_of_two",
            ),
        ]
        indexes = [models.Index(fields=["user", "part"], name="project_member_user")]

    def __str__(self) -> str:
        return f"{self.user or self.contact} · {self.get_part_display()}"


def accounts_of_team(user: User) -> models.QuerySet[AccountTeamMember, int]:
    """Return the ids of the accounts on whose team somebody is today."""
    return AccountTeamMember.objects.current().filter(user=user).values_list("account", flat=True)
