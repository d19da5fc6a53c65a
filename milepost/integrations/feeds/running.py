"""A run of a feed: begun by the clock or by hand, ended once, whatever dies in between.

1. `begin_run` writes the run (one open run a feed, by a constraint) and its job, in one transaction.
2. `run_feed` brings the content and looks whether it is new and fits the mapping. Import, the run's note of it, and the
   import's own job are written in one transaction, so a content is imported once: killed before, all begins anew;
   killed after, the import goes on by itself.
3. The import tells its end by an event; `end_with_import` ends the run. `mend_run` ends one whose job failed for good.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.identity.public import Right
from milepost.integrations.csv.actions import check_settings
from milepost.integrations.csv.beginning import keep_file, make_import, read_profile
from milepost.integrations.csv.columns.profiles import TableProfile
from milepost.integrations.csv.columns.questions import questions_of
from milepost.integrations.csv.events import ImportEnded
from milepost.integrations.csv.models import Import
from milepost.integrations.csv.records import ImportState, Settings, import_kinds
from milepost.integrations.csv.running.work import failed, start
from milepost.integrations.feeds.ending import end_run
from milepost.integrations.feeds.fetching import Content, NotModified, StillWritten, copied, fetched
from milepost.integrations.feeds.folders import Found
from milepost.integrations.feeds.models import Feed, FeedRun, SeenFile
from milepost.integrations.feeds.records import RunState, Way
from milepost.jobs.public import FailedJob, Work, WorkState, retrying
from milepost.lib.errors import Conflict, DomainError, Invalid, Unavailable

_STATES = {
    ImportState.APPLIED: RunState.IMPORTED,
    ImportState.REFUSED: RunState.REFUSED,
    ImportState.CANCELLED: RunState.STOPPED,
    ImportState.FAILED: RunState.FAILED,
}


def begin_run(feed: Feed, *, file_name: str = "", asked_by: str = "") -> FeedRun:
    """Begin to look at a feed's file; `Conflict` while a run is at work."""
    try:
        with transaction.atomic():
            run = FeedRun.objects.create(feed=feed, file_name=file_name, asked_by=asked_by[:200])
            run.job_id = uuid.UUID(run_feed.enqueue(run.pk).id)
            run.save(update_fields=["job_id"])
    except IntegrityError as error:
        raise Conflict("at-work", _("“%(name)s” is at work already.") % {"name": feed}) from error
    return run


@task
@retrying(max_attempts=5, backoff_seconds=20)
def run_feed(run_id: int) -> None:
    """Bring the content of a feed and begin its import, if it is new and fits. Safe to run twice."""
    run = FeedRun.objects.open().select_related("feed__owner", "feed__mapping").filter(pk=run_id, made=None).first()
    if run is None:
        return
    with override(run.feed.owner.language), timezone.override(run.feed.timezone):
        if fault := owner_fault(run.feed):
            end_run(run, RunState.FAILED, fault, pauses=True, tells_admins=True)
            return
        try:
            with _content(run) as content:
                _take(run, content)
        except NotModified:
            end_run(run, RunState.UNCHANGED, _("The source says that nothing changed."))
        except StillWritten:
            end_run(run, RunState.UNCHANGED, _("Somebody still writes to the file. It is taken once it rests."))
        except Unavailable as error:
            end_run(run, RunState.FAILED, error.message)
        except DomainError as error:
            end_run(run, RunState.REFUSED, error.message)


def owner_fault(feed: Feed) -> str:
    """Say why nothing can be imported in the name of the feed's owner; empty when it can."""
    if not feed.owner.is_active:
        words = _("%(name)s is no longer here. Somebody must take the repeated import over.")
        return words % {"name": feed.owner}
    if not feed.owner.may(Right.IMPORT):
        words = _("%(name)s may no longer import. Somebody who may must take the repeated import over.")
        return words % {"name": feed.owner}
    return ""


@contextmanager
def _content(run: FeedRun) -> Iterator[Content]:
    feed = run.feed
    if feed.way == Way.FOLDER:
        seen = SeenFile.objects.filter(feed=feed, name=run.file_name).first()
        expected = Found(seen.name, seen.size, seen.modified_ns) if seen else None
        with copied(feed, run.file_name, expected) as content:
            yield content
    else:
        with fetched(feed, is_known=bool(feed.fingerprint) and feed.read_with == feed.reading) as content:
            yield content


def _take(run: FeedRun, content: Content) -> None:
    """Begin the import of a content that is new and fits; end the run where it is not, or does not."""
    feed = run.feed
    FeedRun.objects.filter(pk=run.pk).update(
        file_name=content.name[:255],
        fingerprint=content.fingerprint,
        etag=content.etag,
        last_modified=content.last_modified,
        read_with=feed.reading,
    )
    if known := _imported_before(run, content):
        end_run(run, RunState.UNCHANGED, known)
        return
    settings = Settings.from_json(feed.mapping.settings)
    profile = read_profile(content.file, settings)
    demand_columns(settings, profile)
    kind = import_kinds[feed.mapping.kind]
    questions = questions_of(profile, settings, {field.key: field for field in kind.fields(feed.owner)})
    if questions:
        asked = [
            {"column": one.column, "kind": one.kind, "options": one.options, "example": one.example, "words": one.words}
            for one in questions
        ]
        words = " ".join(question.words for question in questions)
        end_run(run, RunState.ASKED, words, questions=asked, pauses=True)
        return
    _import(run, content, profile, settings)


def _imported_before(run: FeedRun, content: Content) -> str:
    """Say when this content was imported, if it was: of an address the last time, of a folder ever."""
    feed = run.feed
    if feed.way == Way.ADDRESS:
        is_same = feed.fingerprint == content.fingerprint and feed.read_with == feed.reading
        return _("The file is the same as the last one.") if is_same else ""
    done = feed.runs.filter(fingerprint=content.fingerprint, state=RunState.IMPORTED).order_by("id").first()
    if done is None:
        return ""
    words = _("This content was imported before, from “%(name)s”.")
    return words % {"name": done.file_name}


def demand_columns(settings: Settings, profile: TableProfile) -> None:
    """Raise `Invalid` when a file lacks columns of its mapping: which other one is meant is never guessed."""
    wanted = [*settings.columns, settings.key_column]
    missing = [name for name in dict.fromkeys(wanted) if name and name not in profile.headers]
    if missing:
        words = _(
            "The file no longer fits its mapping, so nothing was written. It has no column %(missing)s. "
            "It has: %(there)s."
        )
        names = ", ".join(f"“{name}”" for name in missing[:10])
        told = words % {"missing": names, "there": ", ".join(profile.headers[:20])}
        raise Invalid("columns-missing", told[:500], dict.fromkeys(missing, told))


def _import(run: FeedRun, content: Content, profile: TableProfile, settings: Settings) -> None:
    feed, actor = run.feed, run.feed.owner.as_actor()
    stored = keep_file(File(content.file, name=content.name), actor=actor)
    with transaction.atomic():
        here = FeedRun.objects.open().select_for_update(of=("self",)).filter(pk=run.pk, made=None).first()
        if here is None:
            return  # somebody else was quicker; the file that was stored is swept
        said = Settings.from_json(settings.as_json())
        import_ = make_import(stored, feed.mapping.kind, profile, said, actor=actor)
        check_settings(import_, settings)
        import_.settings = settings.as_json()
        import_.save(update_fields=["settings"])
        FeedRun.objects.filter(pk=run.pk).update(made=import_)
        start(import_, ImportState.APPLYING, actor=actor)


def end_with_import(event: ImportEnded) -> None:
    """End the run whose import ended."""
    runs = FeedRun.objects.open().select_related("feed__owner", "feed__mapping", "made")
    run = runs.filter(made=event.import_id).first()
    if run is None or run.made is None or run.made.state not in _STATES:
        return
    with override(run.feed.owner.language):
        end_run(run, _STATES[ImportState(run.made.state)], run.made.words, refused=run.made.refused)


def mend_run(run: FeedRun) -> None:
    """End an open run whose job failed for good: what failed stands on the page of background jobs."""
    words = _("It failed unexpectedly. An admin finds the reason under Settings, Background jobs.")
    with override(run.feed.owner.language):
        if run.made_id is None:
            if FailedJob.objects.filter(job_id=run.job_id).exists():
                end_run(run, RunState.FAILED, words)
            return
        made = Import.objects.get(pk=run.made_id)
        if made.is_busy and Work.objects.filter(pk=made.work_id or 0, state=WorkState.FAILED).exists():
            failed(made, words)
