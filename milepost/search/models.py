"""The index: one document a record, the kinds they are of, and the vocabulary that typos are compared with.

The full-text structures themselves hang on `Document`'s table and are made by migration 0002: an FTS5 table fed by
triggers on SQLite, generated tsvector columns with GIN indexes on PostgreSQL.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

# A document's id is its kind's number and the record's primary key in one number: the ids of one kind are a range, in
# which a larger one is a newer record. Both databases can walk that range from its end and stop early.
KEY_BITS = 48


class Kind(models.Model):
    """A kind of record, by a small number."""

    AUDIT_EXEMPT = "the index, made anew from the records at any time"

    id = models.SmallAutoField(primary_key=True)
    key = models.CharField(_("kind of record"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("kind of record")
        verbose_name_plural = _("kinds of record")

    def __str__(self) -> str:
        return self.key

    @property
    def base(self) -> int:
        """Return what is added to a record's primary key to make its document's id."""
        return self.id << KEY_BITS

    @property
    def last(self) -> int:
        """Return the largest id that a document of this kind can have."""
        return self.base + (1 << KEY_BITS) - 1


class Document(models.Model):
    """The words that one record is found by; what people are shown comes from the record itself."""

    AUDIT_EXEMPT = "the index, made anew from the records at any time"

    id = models.BigIntegerField(primary_key=True)
    kind = models.ForeignKey(Kind, models.CASCADE, related_name="+", db_index=False)
    title_words = models.TextField()
    body_words = models.TextField()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [models.Index(fields=["kind", "title_words"], name="search_by_title")]

    def __str__(self) -> str:
        return self.title_words

    @property
    def words(self) -> list[str]:
        return self.title_words.split() + self.body_words.split()


class Word(models.Model):
    """A word of the vocabulary. Never locked by two writers: a word may be in here twice, and counts may lag.

    Writers only add words that are missing; `recount_words` puts counts right and removes what is gone. Counts order
    equally near words, nothing else, so drift costs nobody a hit.
    """

    AUDIT_EXEMPT = "the index, made anew from the records at any time"

    id: int
    word = models.CharField(max_length=40, db_index=True)
    backwards = models.CharField(max_length=40, db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    def __str__(self) -> str:
        return self.word
