"""The end of a run: what follows for its feed, and who is told."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.audit.public import update_record
from milepost.identity.public import RIGHTS_OF_ROLE, Right, User, notify
from milepost.integrations.feeds.clock import RETRIES, next_due
from milepost.integrations.feeds.models import Feed, FeedRun, SeenFile
from milepost.integrations.feeds.records import RunState, SeenState, Way
from milepost.lib.actor import SYSTEM

_WENT_WRONG = {RunState.FAILED, RunState.REFUSED}
_SEEN = {
    RunState.IMPORTED: SeenState.DONE,
    RunState.REFUSED: SeenState.REFUSED,
    RunState.ASKED: SeenState.REFUSED,
    RunState.STOPPED: SeenState.REFUSED,
}


def end_run(
    run: FeedRun,
    state: RunState,
    words: str,
    *,
    questions: Iterable[dict[str, Any]] = (),
    refused: int = 0,
    pauses: bool = False,
    tells_admins: bool = False,
) -> None:
    """End a run, once; its feed is marked, put off or paused, and people are told."""
    with transaction.atomic():
        now = timezone.now()
        ended = FeedRun.objects.open().filter(pk=run.pk)
        if not ended.update(state=state, words=words[:500], questions=list(questions), ended_at=now):
            return
        run.refresh_from_db()
        feed = Feed.objects.select_for_update(of=("self",)).select_related("owner", "mapping").get(pk=run.feed_id)
        failures = feed.failures + 1 if state in _WENT_WRONG else 0 if state != RunState.STOPPED else feed.failures
        changes: dict[str, Any] = {"failures": failures} | _marks(feed, run, state)
        if feed.next_at is not None and state == RunState.FAILED and failures <= len(RETRIES):
            again = now + RETRIES[failures - 1]
            changes["next_at"] = again if feed.way == Way.FOLDER else min(again, next_due(feed, now))
        is_too_often = failures > len(RETRIES)
        if feed.is_active and (pauses or is_too_often):
            changes |= {"is_active": False, "fault": _fault(words, is_too_often=is_too_often and not pauses)}
        update_record(feed, changes, actor=SYSTEM)
        _mark_seen(feed, run, state)
        _tell(feed, run, refused=refused, tells_admins=tells_admins)


def _marks(feed: Feed, run: FeedRun, state: RunState) -> dict[str, Any]:
    """Return the marks by which a content that was imported is known."""
    if feed.way != Way.ADDRESS or not run.fingerprint or state not in {RunState.IMPORTED, RunState.UNCHANGED}:
        return {}
    return {name: getattr(run, name) for name in ("fingerprint", "etag", "last_modified", "read_with")}


def _fault(words: str, *, is_too_often: bool) -> str:
    if not is_too_often:
        return words[:500]
    told = _("It went wrong %(count)s times in a row. The last time: %(words)s")
    return (told % {"count": len(RETRIES) + 1, "words": words})[:500]


def _mark_seen(feed: Feed, run: FeedRun, state: RunState) -> None:
    """Note what became of a file in a folder: the file itself is left as it is."""
    if feed.way != Way.FOLDER or not run.file_name:
        return
    is_known = state == RunState.UNCHANGED and run.fingerprint
    seen = SeenState.DONE if is_known else _SEEN.get(state)
    if seen is not None:
        SeenFile.objects.filter(feed=feed, name=run.file_name).update(state=seen)


def _tell(feed: Feed, run: FeedRun, *, refused: int, tells_admins: bool) -> None:
    is_fine = run.state in {RunState.IMPORTED, RunState.UNCHANGED, RunState.STOPPED} and not refused
    if is_fine and not (feed.tells_success and run.state == RunState.IMPORTED):
        return
    people = {feed.owner, *(admins() if tells_admins else ())}
    where = reverse("integrations:feed-detail", args=[feed.pk])
    if run.made_id is not None:
        where = reverse("integrations:import-detail", args=[run.made_id])
    for person in people:
        with override(person.language):
            notify(
                person, "import-feed", f"{_headline(feed, run)} {run.words}", where, f"feed-run:{run.pk}:{person.pk}"
            )


def _headline(feed: Feed, run: FeedRun) -> str:
    """Say in a few words what became of the run, in the language of who reads it."""
    if not feed.is_active:
        words = _("The repeated import “%(name)s” pauses.")
    elif run.state == RunState.IMPORTED:
        words = _("“%(name)s” was imported.")
    elif run.state == RunState.REFUSED:
        words = _("“%(name)s” was refused.")
    else:
        words = _("“%(name)s” could not be imported.")
    return words % {"name": feed}


def admins() -> list[User]:
    """Return the people who manage people: they find somebody to take over."""
    roles = [role for role, rights in RIGHTS_OF_ROLE.items() if Right.MANAGE_PEOPLE in rights]
    return list(User.objects.active().filter(role__in=roles))
