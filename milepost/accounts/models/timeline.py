"""What happened between both sides: touchpoints, agreed actions, escalations, tickets, and the one stream of them."""

from types import MappingProxyType
from typing import Self

from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account, OfAccountQuerySet
from milepost.accounts.models.contacts import AccountContact, Contact
from milepost.accounts.records import (
    JOINT_KINDS,
    Direction,
    Sentiment,
    Severity,
    TicketState,
    TouchpointKind,
    TouchpointState,
)
from milepost.audit.public import Record
from milepost.identity.public import Right, User

SYSTEM_MAX, KEY_MAX = 40, 200  # of keys in other systems


class TouchpointQuerySet(OfAccountQuerySet["Touchpoint"]):
    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what was held, or is to be held, by both sides together and is not only for us.

        Mails and notes are between those who wrote them: they are shown to nobody else at the customer.
        """
        place = AccountContact.objects.present(contact, account)
        return self.filter(Exists(place), account=account, kind__in=JOINT_KINDS, is_internal=False).exclude(
            state=TouchpointState.CANCELLED
        )


class Touchpoint(Record):
    """One contact with a customer: a call, a meeting (also one that is planned), an e-mail, a note.

    `body` and `agenda` are Markdown. Internal touchpoints are never shown to the customer. `origin_key` is the identity
    of a captured mail or invitation, so that it appears once; `external_key` is what the touchpoint is called in
    another `system`.
    """

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="touchpoints")
    kind = models.CharField(_("kind"), max_length=10, choices=TouchpointKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=TouchpointState.choices, default=TouchpointState.HELD)
    at = models.DateTimeField(_("when"), default=timezone.now)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    agenda = models.TextField(_("agenda"), blank=True)
    body = models.TextField(_("what was said"), blank=True)
    direction = models.CharField(_("who spoke"), max_length=8, choices=Direction.choices, default=Direction.TWO_WAY)
    sentiment = models.CharField(_("mood"), max_length=8, choices=Sentiment.choices, blank=True)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_internal = models.BooleanField(_("only for us"), default=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    origin_key = models.CharField(max_length=64, blank=True)
    system = models.CharField(_("system"), max_length=SYSTEM_MAX, blank=True)
    external_key = models.CharField(_("key there"), max_length=KEY_MAX, blank=True)

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        indexes = [
            models.Index(fields=["account", "-at", "-id"], name="touchpoint_newest"),
            models.Index(fields=["-at", "-id"], name="touchpoint_newest_of_all"),
            models.Index(fields=["state", "at"], name="touchpoint_planned", condition=Q(state="planned")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "origin_key"], condition=~Q(origin_key=""), name="touchpoint_captured_once"
            ),
            models.UniqueConstraint(
                fields=["system", "external_key"], condition=~Q(external_key=""), name="touchpoint_of_system_once"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def visible_to(self, user: User) -> Self:
        """Seen with the touchpoint."""
        if user.may(Right.READ_ALL):
            return self
        return self.filter(touchpoint__in=Touchpoint.objects.visible_to(user))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Seen with the touchpoint."""
        return self.filter(touchpoint__in=Touchpoint.objects.visible_to_contact(contact, account).values("pk"))


class Attendee(Record):
    """Somebody who took part: one of us, a contact, or an address that is nobody's yet."""

    id: int
    touchpoint = models.ForeignKey(Touchpoint, models.CASCADE, related_name="attendees")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="attendances")
    address = models.CharField(_("address"), max_length=254, blank=True)

    AUDIT_PART_OF = MappingProxyType({"touchpoint": "attendees"})

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            models.UniqueConstraint(fields=["touchpoint", "user"], name="attendee_user_once"),
            models.UniqueConstraint(fields=["touchpoint", "contact"], name="attendee_contact_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact=None, address="")
                | Q(user=None, contact__isnull=False, address="")
                | (Q(user=None, contact=None) & ~Q(address="")),
                name="attendee_is_one_of_three",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.contact or self.address)


class ActionItemQuerySet(OfAccountQuerySet["ActionItem"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what was promised where both sides met, and is seen with that."""
        return self.filter(touchpoint__in=Touchpoint.objects.visible_to_contact(contact, account).values("pk"))


class ActionItem(Record):
    """Something that was promised, by one of us (`owner`) or by the customer (`contact`)."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="action_items")
    touchpoint = models.ForeignKey(Touchpoint, models.SET_NULL, null=True, blank=True, related_name="action_items")
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="promises", verbose_name=_("of the customer")
    )
    due = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed action")
        verbose_name_plural = _("agreed actions")
        indexes = [
            models.Index(fields=["account", "due"], name="action_open", condition=Q(done_at=None)),
            models.Index(fields=["owner", "due"], name="action_of_owner", condition=Q(done_at=None)),
        ]
        constraints = [models.CheckConstraint(condition=Q(owner=None) | Q(contact=None), name="action_one_side")]

    def __str__(self) -> str:
        return self.text


class EscalationQuerySet(OfAccountQuerySet["Escalation"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Escalation(Record):
    """Something that went wrong for the whole account, until it is closed."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="escalations")
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("what happened"), blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.MEDIUM)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    resolution = models.TextField(_("how it ended"), blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes = [models.Index(fields=["account"], name="escalation_open", condition=Q(closed_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="escalation_closed_after_opened"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Ticket(Record):
    """A support ticket as its own system tells it."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="tickets")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="tickets")
    system = models.CharField(_("system"), max_length=SYSTEM_MAX)
    external_key = models.CharField(_("key there"), max_length=KEY_MAX)
    subject = models.CharField(_("subject"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=TicketState.choices, default=TicketState.OPEN)
    priority = models.CharField(_("priority"), max_length=8, choices=Severity.choices, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    first_answer_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction, 1 to 5"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    objects = OfAccountQuerySet["Ticket"].as_manager()

    class Meta:
        verbose_name = _("support ticket")
        verbose_name_plural = _("support tickets")
        indexes = [
            models.Index(fields=["account", "-opened_at"], name="ticket_newest"),
            models.Index(fields=["-opened_at", "-id"], name="ticket_newest_of_all"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["system", "external_key"], name="ticket_once"),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="ticket_satisfaction_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class FactChange(models.Model):
    """A change of a fact that is worth a line in the stream: what it was and what it became; null is unknown."""

    AUDIT_EXEMPT = "computed by rooms from rows that are logged themselves"

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="fact_changes")
    key = models.CharField(_("figure"), max_length=60)
    before: models.JSONField[str | float | bool | None] = models.JSONField(_("was"), null=True)
    after: models.JSONField[str | float | bool | None] = models.JSONField(_("became"), null=True)
    at = models.DateTimeField(_("when"))

    objects = OfAccountQuerySet["FactChange"].as_manager()

    class Meta:
        verbose_name = _("change of a fact")
        verbose_name_plural = _("changes of facts")
        indexes = [models.Index(fields=["account", "-at"], name="fact_change_newest")]

    def __str__(self) -> str:
        return f"{self.key} of {self.account_id}"


class TimelineEntry(models.Model):
    """The place of one record in an account's stream: what is paged and filtered, before the records are loaded."""

    AUDIT_EXEMPT = "an index of records that are logged themselves"

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="timeline")
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("record"), max_length=64)
    is_pinned = models.BooleanField(_("pinned"), default=False)

    objects = OfAccountQuerySet["TimelineEntry"].as_manager()

    class Meta:
        verbose_name = _("entry of a timeline")
        verbose_name_plural = _("entries of timelines")
        indexes = [
            models.Index(fields=["account", "-at", "-id"], name="timeline_newest"),
            models.Index(fields=["account", "kind", "-at", "-id"], name="timeline_of_kind"),
            models.Index(fields=["account", "-at", "-id"], name="timeline_pinned", condition=Q(is_pinned=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "key", "account"], name="timeline_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
