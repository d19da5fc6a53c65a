"""What each installation says of its own: values to choose from, and custom fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import CustomType, OptionKind, RecordKind
from milepost.audit.public import Record
from milepost.identity.public import Right


def rights() -> list[tuple[str, str]]:
    """Return the rights to choose from; a function, so that a new right needs no migration."""
    return [(right.value, right.value) for right in Right]


class Option(Record):
    """One value of segment, tier, industry or region."""

    id: int
    kind = models.CharField(_("list"), max_length=10, choices=OptionKind.choices)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="option_once")]

    def __str__(self) -> str:
        return self.name


class CustomField(Record):
    """A field that the installation adds to accounts or contacts. Its type stays: values of another would be lost.

    The values lie in `custom` of the record, under `key`: text, number, `YYYY-MM-DD`, the choice's text, the person's
    id, true or false. A key that is missing is unknown. Who lacks `right` sees nothing of the field.
    """

    id: int
    record_kind = models.CharField(_("of"), max_length=10, choices=RecordKind.choices)
    key = models.SlugField(_("key"), max_length=40)
    label = models.CharField(_("label"), max_length=80)
    type = models.CharField(_("type"), max_length=8, choices=CustomType.choices)
    choices: models.JSONField[list[str]] = models.JSONField(_("choices"), default=list, blank=True)
    definition = models.CharField(_("meaning"), max_length=300, blank=True)
    right = models.CharField(_("seen by those who may"), max_length=20, blank=True, choices=rights)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        constraints = [models.UniqueConstraint(fields=["record_kind", "key"], name="custom_field_key_once")]

    def __str__(self) -> str:
        return self.label
