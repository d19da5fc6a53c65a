"""The scope of a project: the items of its one working draft, and the versions that were made of it."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.identity.public import Right, User
from milepost.projects.models.projects import Project, shared_with
from milepost.projects.models.tasks import Task
from milepost.projects.records_scope import Section


class OfWholeProjectQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows of a project that are seen by whoever sees all of it; `project_path` leads there."""

    project_path = "project"

    def visible_to(self, user: User) -> Self:
        if user.may(Right.READ_ALL):
            return self
        return self.filter(**{f"{self.project_path}__in": Project.objects.seen_whole_by(user).values("pk")})


class ScopeItemQuerySet(OfWholeProjectQuerySet["ScopeItem"]):
    def present(self) -> Self:
        """Return what the draft holds now, in its order."""
        return self.filter(removed_at=None).order_by("position", "pk")

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return deliverables of which a version was handed over. The rest of a draft is seen as its versions are."""
        handed = self.model._meta.apps.get_model("projects", "Delivery").objects.filter(deliverable=OuterRef("pk"))
        return self.filter(Exists(handed), shared_with(contact, account), section=Section.DELIVERABLE)


class ScopeItem(Record):
    """One line of a project's working draft.

    `detail` is when a requirement or deliverable is accepted, and the evidence of a commitment in words. `user` or
    `contact` asked for a requirement; a commitment was made by `user` to `contact`. What was taken out stays, as
    versions and deliveries may speak of it.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="scope_items")
    section = models.CharField(_("section"), max_length=12, choices=Section.choices)
    position = models.PositiveIntegerField(_("place in its section"), default=0)
    text = models.CharField(_("what"), max_length=500)
    detail = models.TextField(_("accepted when"), max_length=5000, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("task or milestone")
    )
    link = models.URLField(_("link"), max_length=500, blank=True)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    objects = ScopeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a scope")
        verbose_name_plural = _("items of scopes")
        indexes = [models.Index(fields=["project", "section", "position"], name="scope_items_in_order")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="scope_item_has_a_text")]

    def __str__(self) -> str:
        return self.text


class ScopeVersionQuerySet(OfWholeProjectQuerySet["ScopeVersion"]):
    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what was agreed, or made by an approved change, and what somebody is asked to agree to."""
        models_of = self.model._meta.apps.get_model
        proposals = models_of("projects", "Proposal").objects.visible_to_contact(contact, account)
        changes = models_of("projects", "ChangeRequest").objects.visible_to_contact(contact, account)
        made = changes.filter(made_scope__isnull=False).values("made_scope")
        return self.filter(Q(pk__in=proposals.values("scope")) | Q(pk__in=made))


class ScopeVersion(Record):
    """The scope as it was shown at a moment, by number; never changed.

    `document` is the canonical text that `sha256` was made of (queries/scope_documents.py). Of people it holds seals
    alone: `names` has the name and the salt behind each, so that a person can be erased and the hash still holds.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="scope_versions")
    number = models.PositiveIntegerField(_("number"))
    document = models.TextField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    names: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    target_on = models.DateField(_("go-live"), null=True, blank=True)
    note = models.CharField(_("what is new"), max_length=500, blank=True)
    by_label = models.CharField(_("by"), max_length=200)

    AUDIT_SECRET = frozenset({"names"})

    objects = ScopeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a scope")
        verbose_name_plural = _("versions of scopes")
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="scope_version_number_once")]

    def __str__(self) -> str:
        return _("Scope version %(number)s") % {"number": self.number}
