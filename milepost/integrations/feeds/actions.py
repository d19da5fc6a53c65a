"""What people do with feeds: made, changed, paused, gone on with, answered, taken over, deleted, run by hand."""

from collections.abc import Mapping as Given
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand, person_behind
from milepost.integrations.csv.columns.dates import known_format
from milepost.integrations.csv.models import Mapping
from milepost.integrations.csv.records import Settings
from milepost.integrations.feeds.checking import checked, is_elsewhere
from milepost.integrations.feeds.clock import next_due
from milepost.integrations.feeds.models import Feed, SeenFile
from milepost.integrations.feeds.records import RunState, SeenState, Way
from milepost.integrations.feeds.running import begin_run, owner_fault
from milepost.integrations.feeds.watching import look_into_folder
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed

MOST = 100
FIELDS = frozenset({
    "name", "mapping", "way", "place", "pattern", "secret", "rhythm", "hour", "weekday", "timezone", "tells_success",
})  # fmt: skip
_MARKS = {"fingerprint": "", "etag": "", "last_modified": "", "read_with": ""}


def add_feed(owner: User, given: Given[str, Any], *, actor: Actor) -> Feed:
    """Make a feed that imports in the name of `owner`; it begins at its next hour, a folder at once."""
    demand(actor, Right.IMPORT)
    _demand_known(given)
    values = checked({"name": "", "way": Way.ADDRESS, "place": "", **given})
    if "mapping" not in values:
        raise _wrong("mapping", _("Choose how the file is read."))
    with transaction.atomic():
        if Feed.objects.count() >= MOST:
            raise Conflict("too-many", _("There are %(most)s repeated imports, which is the most.") % {"most": MOST})
        _demand_free(values["name"])
        feed = Feed(owner=owner, **values)
        feed.next_at = _first(feed)
        return create_record(feed, actor=actor)


def change_feed(feed: Feed, given: Given[str, Any], *, actor: Actor, expected_version: int | None = None) -> Feed:
    """Change a feed. Its secret goes with its address: another server never gets it."""
    demand_keeper(feed, actor)
    _demand_known(given)
    values = checked(given, feed)
    with transaction.atomic():
        if "name" in values:
            _demand_free(values["name"], feed)
        if any(name in values and values[name] != getattr(feed, name) for name in ("way", "place")):
            values |= _MARKS
            if is_elsewhere(feed, values) and not values.get("secret"):
                values["secret"] = ""
        update_record(feed, values, actor=actor, expected_version=expected_version)
        if feed.is_active and {"way", "rhythm", "hour", "weekday", "timezone"} & set(values):
            update_record(feed, {"next_at": _first(feed)}, actor=actor)
    return feed


def pause_feed(feed: Feed, *, actor: Actor) -> Feed:
    """Let a feed rest until somebody goes on with it; what is at work goes to its end."""
    demand(actor, Right.IMPORT)
    return update_record(feed, {"is_active": False, "fault": "", "next_at": None}, actor=actor)


def resume_feed(feed: Feed, *, actor: Actor) -> Feed:
    """Go on with a feed; raises `Conflict` while its owner may not import."""
    demand(actor, Right.IMPORT)
    if words := owner_fault(feed):
        raise Conflict("owner-gone", words)
    asked = feed.runs.order_by("-id").first()
    if not feed.is_active and asked is not None and asked.state == RunState.ASKED and asked.read_with == feed.reading:
        raise Conflict("must-be-answered", _("Say first how the file is to be read."))
    changes = {"is_active": True, "fault": "", "failures": 0}
    with transaction.atomic():
        SeenFile.objects.filter(feed=feed, state=SeenState.REFUSED).update(state=SeenState.WAITING)
        update_record(feed, changes, actor=actor)
        return update_record(feed, {"next_at": _first(feed)}, actor=actor)


def run_now(feed: Feed, *, actor: Actor) -> bool:
    """Look at once; say whether there was something to look at (in a folder, a complete file).

    Raises `Conflict` while the feed is at work or pauses.
    """
    demand(actor, Right.IMPORT)
    if not feed.is_active:
        raise Conflict("paused", _("“%(name)s” pauses. Go on with it first.") % {"name": feed})
    if feed.way == Way.FOLDER:
        if feed.runs.open().exists():
            raise Conflict("at-work", _("“%(name)s” is at work already.") % {"name": feed})
        return look_into_folder(feed, asked_by=actor.label)
    begin_run(feed, asked_by=actor.label)
    return True


def answer_feed(feed: Feed, answers: Given[str, str], *, actor: Actor) -> Feed:
    """Say how the columns are to be read that a run asked for (column → format, or point or comma), and go on.

    The answer is kept in the feed's mapping, for whoever uses that.
    """
    demand_keeper(feed, actor)
    run = feed.runs.order_by("-id").first()
    if run is None or run.state != RunState.ASKED:
        raise Conflict("nothing-asked", _("Nothing is asked any more."))
    settings = Settings.from_json(feed.mapping.settings)
    for question in run.questions:
        answer = answers.get(question["column"], "")
        if not answer:
            raise Invalid("unanswered", question["words"], {question["column"]: question["words"]})
        if question["kind"] == "date":
            settings.dates[question["column"]] = known_format(answer)
        elif answer in question["options"]:
            settings.decimals[question["column"]] = answer
        else:
            raise Invalid("wrong-value", question["words"], {question["column"]: question["words"]})
    with transaction.atomic():
        update_record(feed.mapping, {"settings": settings.as_json()}, actor=actor)
        resume_feed(feed, actor=actor)
        run_now(feed, actor=actor)
    return feed


def take_over_feed(feed: Feed, *, actor: Actor) -> Feed:
    """Become the owner of a feed whose owner is gone or may not import any more, and go on with it."""
    demand(actor, Right.IMPORT)
    owner = person_behind(actor)
    if owner is None:
        raise NotAllowed("no-person", _("Only a person can take a repeated import over."))
    if owner.pk != feed.owner_id and not owner_fault(feed) and not owner.may(Right.MANAGE_PEOPLE):
        words = _("%(owner)s is there and keeps “%(feed)s”.") % {"owner": feed.owner, "feed": feed}
        raise Conflict("owner-there", words)
    with transaction.atomic():
        update_record(feed, {"owner": owner}, actor=actor)
        return resume_feed(feed, actor=actor) if not feed.is_active else feed


def delete_feed(feed: Feed, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a feed with its runs; what it imported stays."""
    demand_keeper(feed, actor)
    delete_record(feed, actor=actor, expected_version=expected_version)


def demand_keeper(feed: Feed, actor: Actor) -> None:
    """Raise `NotAllowed` unless the feed is the actor's, or they manage people: it writes in its owner's name."""
    demand(actor, Right.IMPORT)
    if not may_change(feed, actor):
        words = _("Only %(owner)s or an admin can change this repeated import.") % {"owner": feed.owner}
        raise NotAllowed("not-yours", words)


def may_change(feed: Feed, actor: Actor) -> bool:
    """Say whether the actor may change a feed."""
    person = person_behind(actor)
    return person is None or person.pk == feed.owner_id or person.may(Right.MANAGE_PEOPLE)


def _first(feed: Feed) -> Any:
    now = timezone.now()
    return now if feed.way == Way.FOLDER else next_due(feed, now)


def _demand_known(given: Given[str, Any]) -> None:
    if unknown := set(given) - FIELDS:
        raise Invalid("unknown-field", _("There is no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    mapping = given.get("mapping")
    if mapping is not None and not isinstance(mapping, Mapping):
        raise _wrong("mapping", _("Choose how the file is read."))


def _demand_free(name: str, feed: Feed | None = None) -> None:
    if Feed.objects.filter(name=name).exclude(pk=feed.pk if feed else 0).exists():
        raise Invalid(
            "name-taken", _("There is one of this name already."), {"name": _("There is one of this name already.")}
        )


def _wrong(field: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {field: words})
