"""People of the vendor, their teams, and the keys and notices that belong to them."""

from contextlib import suppress
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import FoldedField, Record, update_record
from milepost.identity.records import RIGHTS_OF_ROLE, Right, Role, Theme
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import Conflict


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        """Everyone to those who read all; to a contributor, themself and the people of their teams."""
        if user.may(Right.READ_ALL):
            return self
        mine = TeamMembership.objects.filter(user=user).values("team")
        colleagues = TeamMembership.objects.filter(team__in=mine).values("user")
        return self.filter(models.Q(pk=user.pk) | models.Q(pk__in=colleagues))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc] # made by a call, by design
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an unsaved-nowhere-else user row; used by allauth and tests. People come in through `actions`."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Record):
    """A person of the vendor who signs in here."""

    id: int
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_folded = FoldedField()
    title = models.CharField(_("job title"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    is_active = models.BooleanField(_("active"), default=True)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    locale = models.CharField(_("language and formats"), max_length=10, default="en")
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    wants_digest = models.BooleanField(_("daily digest by mail"), default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    AUDIT_SECRET = frozenset({"password"})
    AUDIT_IGNORED = frozenset({"last_login"})

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name_folded", "id"], name="user_by_name")]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def check_password(self, raw_password: str | None) -> bool:
        """Say whether this is the password; one kept by an older recipe is kept by today's from now on, and logged."""

        def keep_anew(password: str) -> None:
            # A sign-in must not fail because somebody else writes the row at this moment; the next one keeps it anew.
            with suppress(Conflict):
                update_record(self, {"password": make_password(password)}, actor=SYSTEM)

        return check_password(raw_password, self.password, keep_anew)

    @property
    def language(self) -> str:
        """Return the language to speak to them: their own, while it is offered."""
        return self.locale if self.locale in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def may(self, right: Right) -> bool:
        """Say whether this person's role allows `right`; nothing is allowed to those who are not active."""
        return self.is_active and right in RIGHTS_OF_ROLE[self.role]

    def as_actor(self) -> Actor:
        return Actor("user", str(self.pk), self.name or self.email)


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: User) -> Self:
        """Every team to those who read all; to a contributor, their own."""
        if user.may(Right.READ_ALL):
            return self
        return self.filter(pk__in=TeamMembership.objects.filter(user=user).values("team"))


class Team(Record):
    """People who work together; views can be shared with a team."""

    id: int
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_folded = FoldedField()
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    members: "models.ManyToManyField[User, TeamMembership]" = models.ManyToManyField(
        User, through="TeamMembership", related_name="teams", verbose_name=_("members")
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        indexes = [models.Index(fields=["name_folded", "id"], name="team_by_name")]

    def __str__(self) -> str:
        return self.name


class TeamMembership(Record):
    """One person in one team."""

    id: int
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(_("leads the team"), default=False)

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"


class OwnedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows with a `user` who alone may see them."""

    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)


class ApiTokenQuerySet(OwnedQuerySet["ApiToken"]):
    def usable(self) -> Self:
        """Return the tokens that still open the door."""
        alive = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(alive, revoked_at=None, user__is_active=True)


class ApiToken(Record):
    """A key for programs. Only the digest of the secret is kept; the secret is shown once."""

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("starts with"), max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes: models.JSONField[list[str]] = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    AUDIT_FINAL = frozenset({"revoked_at"})
    AUDIT_SECRET = frozenset({"digest"})
    AUDIT_IGNORED = frozenset({"last_used_at"})

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Return `usable`, `revoked`, `expired` or `inactive` (its person left)."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at and self.expires_at <= timezone.now():
            return "expired"
        return "usable" if self.user.is_active else "inactive"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Return the invitations that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user: User) -> Self:
        return self if user.may(Right.MANAGE_PEOPLE) else self.none()


class Invitation(Record):
    """A way in for one new person, by a link that was mailed to them."""

    id: int
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    AUDIT_FINAL = frozenset({"revoked_at", "accepted_at"})
    AUDIT_SECRET = frozenset({"digest"})

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """Return `open`, `accepted`, `revoked` or `expired`."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"


class NotificationQuerySet(OwnedQuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notification(models.Model):
    """Something that a person should know."""

    AUDIT_EXEMPT = "a message of the program; its reading is nobody's write"

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    # The same event told twice (a handler that ran again) must not notify twice.
    dedupe_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [models.Index(fields=["user", "-id"], name="notification_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dedupe_key"], condition=~models.Q(dedupe_key=""), name="notification_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
