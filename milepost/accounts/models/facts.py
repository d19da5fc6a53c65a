"""Facts: the latest value of every named figure of an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account, OfAccountQuerySet
from milepost.accounts.records import FactState


class Fact(models.Model):
    """One figure of one account as of a moment. One of the four value columns is used, by the field's type.

    History is not kept here. An unknown fact has no value, and still says since when it is unknown.
    """

    AUDIT_EXEMPT = "computed by rooms from rows that are logged themselves"

    id: int
    account = models.ForeignKey(Account, models.CASCADE, related_name="facts")
    key = models.CharField(_("figure"), max_length=60)
    state = models.CharField(_("state"), max_length=7, choices=FactState.choices)
    number = models.FloatField(_("number"), null=True)
    text = models.CharField(_("text"), max_length=200, null=True)  # noqa: DJ001 - null is unknown, empty is a text
    date = models.DateField(_("date"), null=True)
    flag = models.BooleanField(_("yes or no"), null=True)
    as_of = models.DateTimeField(_("as of"))

    objects = OfAccountQuerySet["Fact"].as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="fact_once")]
        indexes = [models.Index(fields=["key", "number"], name="fact_by_number")]

    def __str__(self) -> str:
        return f"{self.key} of {self.account_id}"
