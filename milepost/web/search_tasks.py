"""The search index's work at night."""

from django.tasks import task
from django.utils.translation import gettext_lazy as _

from milepost.jobs.public import Schedule, retrying, schedules
from milepost.search.public import recount_words


@task
@retrying(max_attempts=3, backoff_seconds=300)
def recount_search_words() -> None:
    """Put the counts of the vocabulary right and drop the words that are gone."""
    recount_words()


RECOUNT = Schedule(
    "search.recount-words", "40 2 * * *", recount_search_words, _("Counts the words that typos are compared with")
)


def register_schedules() -> None:
    schedules.register(RECOUNT)
