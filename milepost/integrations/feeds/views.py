"""The pages of repeated imports: all of them, one with its runs, its form, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.integrations.csv.mappings import save_mapping
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.queries import counts_of
from milepost.integrations.csv.records import import_kinds
from milepost.integrations.feeds import actions
from milepost.integrations.feeds.forms import FeedForm
from milepost.integrations.feeds.models import Feed
from milepost.integrations.feeds.queries import feeds_with_last_run, repeatable, ways_of_reading
from milepost.integrations.feeds.records import RunState
from milepost.integrations.feeds.running import owner_fault
from milepost.lib.errors import DomainError
from milepost.lib.keyset import keyset_page, order_terms
from milepost.ui.public import REFUSED, person, saved, show_refusal

LIST, DETAIL = "integrations:feed-list", "integrations:feed-detail"
_PAGE_ROWS = 30


@require_safe
@requires(Right.IMPORT)
def feed_list(request: HttpRequest) -> HttpResponse:
    """Show the repeated imports, and how each fared the last time."""
    feeds = [(feed, import_kinds.get(feed.mapping.kind)) for feed in feeds_with_last_run(person(request))]
    return render(request, "integrations/feeds.html", {"feeds": feeds, "states": dict(RunState.choices)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.IMPORT)
def feed_new(request: HttpRequest) -> HttpResponse:
    """Make a repeated import, of an import that was made or of a kept mapping."""
    me = person(request)
    import_ = repeatable(me, request.GET.get("import", ""))
    form = FeedForm(request.POST or None, viewer=me, import_=import_)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("version", None)
        try:
            with transaction.atomic():
                given["mapping"] = _mapping(request, given.pop("reading"), given["name"], import_)
                feed = actions.add_feed(me, given, actor=me.as_actor())
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect(DETAIL, feed.pk)
    context = {"form": form, "has_ways": bool(ways_of_reading(me, import_))}
    return render(request, "integrations/feed-edit.html", context, status=REFUSED if form.errors else 200)


def _mapping(request: HttpRequest, said: str, name: str, import_: Import | None = None) -> Mapping:
    """Return the mapping that was chosen; the way an import was read is kept under the feed's name first."""
    me = person(request)
    if import_ is not None and said == f"import:{import_.pk}":
        return save_mapping(import_, name, actor=me.as_actor())
    return get_object_or_404(Mapping.objects.visible_to(me), pk=int(said))


@require_safe
@requires(Right.IMPORT)
def feed_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a repeated import and its runs."""
    return _shown(request, _feed(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.IMPORT)
def feed_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a repeated import."""
    me, feed = person(request), _feed(request, pk)
    actions.demand_keeper(feed, me.as_actor())
    form = FeedForm(request.POST or None, _feed(request, pk), viewer=me)

    def write(changes: dict[str, Any], version: int | None) -> Feed:
        changes["mapping"] = _mapping(request, changes.pop("reading"), "")
        return actions.change_feed(feed, changes, actor=me.as_actor(), expected_version=version)

    if request.method == "POST" and saved(form, write):
        return redirect(DETAIL, pk)
    context = {"form": form, "feed": feed, "has_ways": True}
    return render(request, "integrations/feed-edit.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.IMPORT)
def feed_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a feed now, let it rest, go on with it, or take it over."""
    feed, actor = _feed(request, pk), person(request).as_actor()
    act = request.POST.get("act", "")
    try:
        if act == "run":
            found = actions.run_now(feed, actor=actor)
            words = _("It is being looked at. Reload to see what came of it.")
            if not found:
                words = _("No complete file that is new lies there. A file is taken when it rests for a minute.")
            messages.info(request, words)
        elif act in _ACTS:
            _ACTS[act](feed, actor=actor)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect(DETAIL, pk)


_ACTS = {"pause": actions.pause_feed, "resume": actions.resume_feed, "take-over": actions.take_over_feed}


@require_POST
@requires(Right.IMPORT)
def feed_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how the columns are read that the last run asked for, and go on."""
    feed, run = _feed(request, pk), _feed(request, pk).runs.order_by("-id").first()
    asked = run.questions if run else []
    answers = {one["column"]: request.POST.get(f"answer-{number}", "") for number, one in enumerate(asked)}
    try:
        actions.answer_feed(feed, answers, actor=person(request).as_actor())
    except DomainError as error:
        messages.error(request, error.message)
        return _shown(request, _feed(request, pk), status=REFUSED)
    messages.success(request, _("The answer is kept in the mapping “%(name)s”.") % {"name": feed.mapping})
    return redirect(DETAIL, pk)


@require_POST
@requires(Right.IMPORT)
def feed_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a repeated import with its runs."""
    feed = _feed(request, pk)
    actions.delete_feed(feed, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is deleted. What it imported stays.") % {"name": feed})
    return redirect(LIST)


def _shown(request: HttpRequest, feed: Feed, status: int = 200) -> HttpResponse:
    rows = feed.runs.select_related("made")
    page = keyset_page(rows, order_terms(["-id"]), request.GET.get("after"), _PAGE_ROWS, scope=f"feed {feed.pk}")
    runs = [(run, counts_of(run.made) if run.made else None) for run in page.rows]
    last = feed.runs.order_by("-id").first()
    me = person(request)
    fault = owner_fault(feed)
    context = {
        "feed": feed,
        "kind": import_kinds.get(feed.mapping.kind),
        "runs": runs,
        "page": page,
        "is_busy": last is not None and last.ended_at is None,
        "asked": last if last and last.state == RunState.ASKED and not feed.is_active else None,
        "may_change": actions.may_change(feed, me.as_actor()),
        "may_take_over": feed.owner_id != me.pk and bool(fault or me.may(Right.MANAGE_PEOPLE)),
        "owner_fault": fault,
    }
    return render(request, "integrations/feed.html", context, status=status)


def _feed(request: HttpRequest, pk: int) -> Feed:
    return get_object_or_404(Feed.objects.visible_to(person(request)).select_related("owner", "mapping"), pk=pk)
