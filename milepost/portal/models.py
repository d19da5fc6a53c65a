"""Who may come to which account's pages, the codes that were mailed, and the sessions that are open."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, AccountContact, Contact
from milepost.audit.public import Record
from milepost.identity.public import User

_ON_ACCESS = "coming in and going out are events on the access; the row itself is touched by each visit"


class ClosedWhy(models.TextChoices):
    """Why an access ended."""

    STAFF = "staff", _("closed by us")
    MERGED = "merged", _("merged into another contact or account")


class PortalAccessQuerySet(models.QuerySet["PortalAccess"]):
    def visible_to(self, user: User) -> Self:
        """Seen with the account."""
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> Self:
        """Return those that still open the door.

        Not closed, the contact active and still at the account, the account not archived, and the contact's main
        address still the one that the access was given to. Asked at every request, so that no change made anywhere
        else can be forgotten here.
        """
        there = AccountContact.objects.filter(account=models.OuterRef("account"), contact=models.OuterRef("contact"))
        return self.filter(
            models.Exists(there),
            closed_at=None,
            account__archived_at=None,
            contact__archived_at=None,
            contact__left_on=None,
            contact__emails__is_primary=True,
            contact__emails__address=F("address"),
        )


class PortalAccess(Record):
    """That one contact may come to the pages of one account.

    `link_version` goes into the link: raising it ends every link that was made before, and every session.
    """

    id: int
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", verbose_name=_("contact"))
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name=_("account"))
    address = models.EmailField(_("codes go to"), max_length=254)
    link_version = models.PositiveIntegerField(_("version of the link"), default=1)
    language = models.CharField(_("language"), max_length=10, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_why = models.CharField(_("why it was closed"), max_length=12, choices=ClosedWhy.choices, blank=True)
    first_visit_at = models.DateTimeField(_("first visit"), null=True, blank=True)
    last_visit_at = models.DateTimeField(_("last visit"), null=True, blank=True)
    # The end of the visit before the newest one: "since your last visit" counts from here.
    visit_before_at = models.DateTimeField(_("visit before"), null=True, blank=True)

    AUDIT_IGNORED = frozenset({"first_visit_at", "last_visit_at", "visit_before_at"})
    AUDIT_FINAL = frozenset({"link_version", "closed_at", "closed_why"})

    objects = PortalAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("portal access")
        verbose_name_plural = _("portal accesses")
        constraints = [models.UniqueConstraint(fields=["account", "contact"], name="portal_access_once")]

    def __str__(self) -> str:
        return f"{self.contact} · {self.account}"


class PortalSession(models.Model):
    """A browser that a contact let in with a code. Only the digest of its key is kept."""

    AUDIT_EXEMPT = _ON_ACCESS

    id: int
    access = models.ForeignKey(PortalAccess, models.CASCADE, related_name="sessions", verbose_name=_("access"))
    link_version = models.PositiveIntegerField(_("version of the link"))
    digest = models.CharField(max_length=64, unique=True)
    device = models.CharField(_("device"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("came in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("portal session")
        verbose_name_plural = _("portal sessions")

    def __str__(self) -> str:
        return self.device

    @property
    def is_open(self) -> bool:
        return self.expires_at > timezone.now()


class LoginCodeQuerySet(models.QuerySet["LoginCode"]):
    def usable(self, now: dt.datetime) -> Self:
        """Return the codes that nobody used and that have not run out."""
        return self.filter(used_at=None, expires_at__gt=now)


class LoginCode(models.Model):
    """Six digits that were mailed, good for one browser and one link. Only a keyed digest is kept."""

    AUDIT_EXEMPT = _ON_ACCESS

    id: int
    access = models.ForeignKey(PortalAccess, models.CASCADE, related_name="codes", verbose_name=_("access"))
    link_version = models.PositiveIntegerField(_("version of the link"))
    digest = models.CharField(max_length=64)
    browser = models.CharField(_("digest of the browser's mark"), max_length=64)
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = LoginCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")
        indexes = [models.Index(fields=["access", "-created_at"], name="portal_code_newest")]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="portal_code_five_tries")]

    def __str__(self) -> str:
        return f"{self.access} {self.created_at}"
