"""Contacts: the customer's people."""

import datetime as dt
from types import MappingProxyType
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account, OfAccountQuerySet
from milepost.accounts.records import Stance
from milepost.audit.public import FoldedField, Record
from milepost.identity.public import Right, User


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> Self:
        """Everyone to those who read all; to a contributor, the people of the accounts they see."""
        if user.may(Right.READ_ALL):
            return self
        links = AccountContact.objects.visible_to(user)
        return self.filter(pk__in=links.values("contact"))

    def active(self) -> Self:
        """Return those who neither left the company nor were archived."""
        return self.filter(archived_at=None, left_on=None)


class Contact(Record):
    """A person of a customer. May belong to several accounts (a partner, a holding)."""

    id: int
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField()
    title = models.CharField(_("job title"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    reports_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    unsubscribed_at = models.DateTimeField(_("unsubscribed"), null=True, blank=True)
    left_on = models.DateField(_("left the company"), null=True, blank=True)
    # Kept by the timeline: the newest held touchpoint in which both spoke.
    # Not for everybody: pages and the API tell `spoken_at` (`queries.last_spoken`).
    last_two_way_at = models.DateTimeField(_("last spoken with"), null=True, blank=True)
    custom: models.JSONField[dict[str, Any]] = models.JSONField(_("custom fields"), default=dict, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    spoken_at: dt.datetime | None

    AUDIT_IGNORED = frozenset({"last_two_way_at"})

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["name_folded", "id"], name="contact_by_folded_name")]
        constraints = [
            models.CheckConstraint(condition=Q(reports_to=None) | ~Q(reports_to=F("id")), name="contact_not_own_boss"),
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactEmailQuerySet(models.QuerySet["ContactEmail"]):
    def visible_to(self, user: User) -> Self:
        """Seen with the contact."""
        return self if user.may(Right.READ_ALL) else self.filter(contact__in=Contact.objects.visible_to(user))


class ContactEmail(Record):
    """An address of a contact, in lower case. Two contacts may hold one until they are merged."""

    id: int
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="emails")
    address = models.EmailField(_("e-mail"), max_length=254)
    is_primary = models.BooleanField(_("main address"), default=False)

    AUDIT_PART_OF = MappingProxyType({"contact": "emails"})

    objects = ContactEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")
        indexes = [models.Index(fields=["address"], name="contact_email_address")]
        constraints = [
            models.UniqueConstraint(fields=["contact", "address"], name="contact_email_once"),
            models.UniqueConstraint(fields=["contact"], condition=Q(is_primary=True), name="contact_email_one_primary"),
            models.CheckConstraint(condition=Q(address=Lower("address")), name="contact_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.address


class AccountContactQuerySet(OfAccountQuerySet["AccountContact"]):
    def present(self, contact: Contact, account: Account) -> Self:
        """Return the place of somebody who is at an account today; nothing of those who left, or who were put away.

        What the customer may see begins here: without a place there is nothing.
        """
        here = {"contact__left_on": None, "contact__archived_at": None, "account__archived_at": None}
        return self.filter(contact=contact, account=account, **here)


class AccountContact(Record):
    """A contact at one account, and what they are to us there."""

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="places")
    stance = models.CharField(_("stance"), max_length=16, choices=Stance.choices, default=Stance.USER)
    is_primary = models.BooleanField(_("first person to ask"), default=False)
    # Of the contact, by `queries.last_spoken` alone.
    spoken_at: dt.datetime | None

    AUDIT_PART_OF = MappingProxyType({"contact": "places"})

    objects = AccountContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a contact")
        verbose_name_plural = _("places of contacts")
        indexes = [models.Index(fields=["account", "stance"], name="place_by_stance")]
        constraints = [
            models.UniqueConstraint(fields=["account", "contact"], name="place_once"),
            models.UniqueConstraint(fields=["account"], condition=Q(is_primary=True), name="place_one_primary"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.account}"


class ContactKey(models.Model):
    """The key that a contact has in another system, so that its next file or request finds them."""

    AUDIT_EXEMPT = "says where a contact came from; the contact itself is logged"

    id: int
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", verbose_name=_("contact"))
    system = models.CharField(_("system"), max_length=40)
    value = models.CharField(_("key there"), max_length=200)

    class Meta:
        verbose_name = _("key of a contact in another system")
        verbose_name_plural = _("keys of contacts in other systems")
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="contact_key_in_system_once")]

    def __str__(self) -> str:
        return f"{self.system}: {self.value}"
