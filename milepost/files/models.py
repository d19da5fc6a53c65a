"""The row of a stored file; its bytes lie under their hash."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.lib.refs import Ref


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of(self, owner: Ref) -> Self:
        """Return the files that hang on one record, newest first."""
        return self.filter(owner_kind=owner.kind, owner_key=owner.key).order_by("-id")


class StoredFile(Record):
    """A file that somebody uploaded, or that was made for them. Two rows may share one content."""

    id: int
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    owner_kind = models.CharField(_("kind of owner"), max_length=60)
    owner_key = models.CharField(_("owner"), max_length=64)
    uploader_kind = models.CharField(_("kind of uploader"), max_length=20)
    uploader_id = models.CharField(_("uploader id"), max_length=64, blank=True)
    uploader_label = models.CharField(_("uploaded by"), max_length=200)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["owner_kind", "owner_key", "-id"], name="file_of_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Ref:
        return Ref(self.owner_kind, self.owner_key)
