"""Accounts: the customers as organisations, their stage, and who of us looks after them."""

import datetime as dt
from types import MappingProxyType
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.fields import Option
from milepost.accounts.records import OptionKind, StageKind, TeamRole
from milepost.audit.public import FoldedField, Record
from milepost.identity.public import Right, User


class Stage(Record):
    """One step of the customer's life with us; named by each installation, in an order."""

    id: int
    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=StageKind.choices)
    position = models.PositiveSmallIntegerField(_("position"))
    is_default = models.BooleanField(_("new accounts begin here"), default=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="stage_one_default")
        ]

    def __str__(self) -> str:
        return self.name


class Tag(Record):
    id: int
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: User) -> Self:
        """Every account to those who read all; to a contributor, those on whose team they are today."""
        if user.may(Right.READ_ALL):
            return self
        return self.filter(pk__in=AccountTeamMember.objects.current().filter(user=user).values("account"))

    def active(self) -> Self:
        """Return the accounts that are neither archived nor merged into another."""
        return self.filter(archived_at=None)

    def of_book(self, user: User, role: str = TeamRole.CSM) -> Self:
        """Return the accounts that `user` holds in `role` today."""
        return self.filter(pk__in=AccountTeamMember.objects.current().filter(user=user, role=role).values("account"))


def _option(kind: OptionKind) -> Any:
    return models.ForeignKey(
        Option,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=kind.label,
        limit_choices_to={"kind": kind},
    )


class Account(Record):
    """A customer. An empty field is unknown; `archived_at` is set when it is put away or merged into another."""

    id: int
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField()
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("stage"))
    stage_since = models.DateField(_("in this stage since"), default=timezone.localdate)
    segment: models.ForeignKey[Option | None] = _option(OptionKind.SEGMENT)
    tier: models.ForeignKey[Option | None] = _option(OptionKind.TIER)
    industry: models.ForeignKey[Option | None] = _option(OptionKind.INDUSTRY)
    region: models.ForeignKey[Option | None] = _option(OptionKind.REGION)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters."))]
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    contract_start = models.DateField(_("contract start"), null=True, blank=True)
    renewal_date = models.DateField(_("renewal date"), null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent account")
    )
    description = models.TextField(_("about"), blank=True)
    custom: models.JSONField[dict[str, Any]] = models.JSONField(_("custom fields"), default=dict, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    tags: "models.ManyToManyField[Tag, AccountTag]" = models.ManyToManyField(
        Tag, through="AccountTag", related_name="accounts", verbose_name=_("tags")
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        indexes = [
            models.Index(fields=["name_folded", "id"], name="account_by_name"),
            models.Index(fields=["renewal_date", "id"], name="account_by_renewal"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="account_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(name=""), name="account_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def days_in_stage(self, today: dt.date) -> int:
        return max(0, (today - self.stage_since).days)


class OfAccountQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to an account and are seen by whoever sees it."""

    def visible_to(self, user: User) -> Self:
        if user.may(Right.READ_ALL):
            return self
        return self.filter(account__in=Account.objects.visible_to(user).values("pk"))


class AccountTag(Record):
    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")

    AUDIT_PART_OF = MappingProxyType({"account": "tags"})

    objects = OfAccountQuerySet["AccountTag"].as_manager()

    class Meta:
        verbose_name = _("tag of an account")
        verbose_name_plural = _("tags of accounts")
        constraints = [models.UniqueConstraint(fields=["account", "tag"], name="account_tag_once")]

    def __str__(self) -> str:
        return f"{self.account} · {self.tag}"


class AccountDomain(Record):
    """A mail or web domain of the account, in lower case. One domain belongs to one account: mail finds it by this."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=253, unique=True)

    AUDIT_PART_OF = MappingProxyType({"account": "domains"})

    objects = OfAccountQuerySet["AccountDomain"].as_manager()

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self) -> str:
        return self.domain


class ExternalId(Record):
    """The account's key in another system (CRM, billing, the product itself)."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="external_ids")
    system = models.CharField(_("system"), max_length=40)
    value = models.CharField(_("key there"), max_length=200)

    AUDIT_PART_OF = MappingProxyType({"account": "external_ids"})

    objects = OfAccountQuerySet["ExternalId"].as_manager()

    class Meta:
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="external_id_once")]
        indexes = [models.Index(fields=["account", "system"], name="external_id_of_account")]

    def __str__(self) -> str:
        return f"{self.system}: {self.value}"


class StageChange(Record):
    """The account entered `to_stage` on a day; the history from which days in a stage are told."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="stage_changes")
    from_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+", verbose_name=_("from"))
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("to"))
    on = models.DateField(_("on"), default=timezone.localdate)
    by_label = models.CharField(_("by"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = OfAccountQuerySet["StageChange"].as_manager()

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        indexes = [models.Index(fields=["account", "-on", "-id"], name="stage_change_newest")]

    def __str__(self) -> str:
        return f"{self.account}: {self.to_stage}"


class AccountTeamQuerySet(OfAccountQuerySet["AccountTeamMember"]):
    def current(self, on: dt.date | None = None) -> Self:
        """Return those who are on the team on a day (default: today)."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class AccountTeamMember(Record):
    """Somebody of the vendor in a role on an account, from `since` until the day before `until`.

    Rows that ended stay: the figures of a book of business are told by who held it then.
    """

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="team")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=TeamRole.choices)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    AUDIT_PART_OF = MappingProxyType({"account": "team"})

    objects = AccountTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of an account team")
        verbose_name_plural = _("members of account teams")
        indexes = [
            models.Index(fields=["user", "role", "account"], name="team_of_user"),
            models.Index(fields=["account", "role", "until"], name="team_of_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="team_ends_after_it_began"),
            # One CSM, one account manager at a time; project managers and the rest may be several.
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=Q(until=None, role__in=[TeamRole.CSM.value, TeamRole.AM.value]),
                name="team_one_holder",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "user"], condition=Q(until=None), name="team_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.account}"
