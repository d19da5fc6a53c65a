"""Requests: what a customer or a colleague asks for, and all that was said about it."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, AccountContact, Contact
from milepost.audit.public import Record
from milepost.feedback.records import OPEN_STATES, Outcome, RequestDoor, RequestKind, RequestState
from milepost.identity.public import Right, User


def seen_by(user: User, prefix: str = "") -> Q:
    """Return the condition of the requests that somebody sees: those of accounts they see, their own, theirs to do."""
    own = Q(**{f"{prefix}owner": user}) | Q(**{f"{prefix}filed_by": user})
    return own | Q(**{f"{prefix}account__in": Account.objects.visible_to(user).values("pk")})


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Right.READ_ALL) else self.filter(seen_by(user))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what somebody asked for themselves, while they are at the account."""
        place = AccountContact.objects.present(contact, account)
        return self.filter(Exists(place), account=account, contact=contact)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)


class Request(Record):
    """Something that is asked for, until it is answered, done or declined.

    `contact` asks for the customer, `filed_by` is the colleague who wrote it down, or who asks themselves. It became
    what `outcome` says; `outcome_key` is the row's key in the room that has it. `source_key` is the identity of what
    it was captured from, so that it appears once. Without an account it is our own.
    """

    id: int
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    filed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written down by")
    )
    title = models.CharField(_("what is asked for"), max_length=300)
    text = models.TextField(_("in their words"), blank=True)
    kind = models.CharField(_("kind"), max_length=9, choices=RequestKind.choices, default=RequestKind.SERVICE)
    door = models.CharField(_("came by"), max_length=6, choices=RequestDoor.choices, default=RequestDoor.PAGE)
    state = models.CharField(_("state"), max_length=8, choices=RequestState.choices, default=RequestState.NEW)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    promised_on = models.DateField(_("promised by"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    answered_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reason = models.TextField(_("why not"), max_length=2000, blank=True)
    joined_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="joined")
    outcome = models.CharField(_("became"), max_length=7, choices=Outcome.choices, blank=True)
    outcome_key = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=200, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [
            models.Index(fields=["state", "-received_at"], name="requests_by_state"),
            models.Index(fields=["account", "-received_at"], name="requests_of_account"),
            models.Index(fields=["outcome", "outcome_key"], name="requests_by_outcome", condition=~Q(outcome_key="")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="request_has_a_title"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("received_at")), name="request_closed_after_it_came"
            ),
            models.CheckConstraint(
                condition=Q(state="joined", joined_to__isnull=False) | (~Q(state="joined") & Q(joined_to=None)),
                name="request_joined_to_another",
            ),
            models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="request_captured_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class RequestMessageQuerySet(models.QuerySet["RequestMessage"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Right.READ_ALL) else self.filter(seen_by(user, "request__"))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what was said to and by those who asked, never what was said among us."""
        asked = Request.objects.visible_to_contact(contact, account).values("pk")
        return self.filter(request__in=asked, is_internal=False)


class RequestMessage(Record):
    """Something that was said about a request: to those who asked, by them, or among us (`is_internal`)."""

    id: int
    request = models.ForeignKey(Request, models.CASCADE, related_name="messages")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    text = models.TextField(_("what was said"))
    is_internal = models.BooleanField(_("among us"), default=False)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = RequestMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a request")
        verbose_name_plural = _("messages of requests")
        indexes = [models.Index(fields=["request", "at", "id"], name="request_messages_in_order")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="request_message_has_a_text"),
            models.CheckConstraint(condition=Q(user=None) | Q(contact=None), name="request_message_of_one"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
