"""What became of a record, and one entry of the log."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.audit.public import (
    AuditEntry,
    History,
    histories,
    history_page,
    in_words,
    kind_in_words,
    may_see_history,
)
from milepost.files.public import StoredFile
from milepost.identity.public import ApiToken, Invitation, Right, Team, TeamMembership, User, requires
from milepost.jobs.public import FailedJob
from milepost.lib.errors import NotFound
from milepost.lib.text import key_of
from milepost.ui.public import in_drawer, person


@require_safe
def record_history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show the writes to one record, newest first: a page, a drawer, or for a place in a page the list alone."""
    me = person(request)
    reads_all = me.may(Right.READ_AUDIT)
    if "\x00" in kind + key or (not reads_all and not may_see_history(me, kind, key)):
        raise NotFound("no-record", _("There is no such record."))
    before = key_of(request.GET.get("before")) or None
    page = history_page(kind, key, before)
    context = {
        "kind": kind,
        "key": key,
        "entries": in_words(page.entries, me),
        "older": page.older,
        "reads_all": reads_all,
        "record_label": page.entries[0].label if page.entries else f"#{key}",
        "kind_label": kind_in_words(kind),
    }
    part = "" if not request.headers.get("HX-Request") or in_drawer(request) else "#entries" if before else "#history"
    return render(request, f"web/record-history.html{part}", context)


@require_safe
@requires(Right.READ_AUDIT)
def audit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry of the log in full."""
    entry = get_object_or_404(AuditEntry, pk=pk)
    [words] = in_words([entry], person(request))
    together = AuditEntry.objects.of_batch(entry.batch).count() if entry.batch else 1
    return render(request, "web/audit-entry.html", {"entry": entry, "words": words, "together": together})


def _own_history(viewer: User) -> QuerySet[User]:
    """Return oneself: sign-ins and changes of role are for oneself and for those who read the whole log."""
    rows: QuerySet[User] = User.objects.filter(pk=viewer.pk)
    return rows


def _memberships(viewer: User) -> QuerySet[TeamMembership]:
    return TeamMembership.objects.filter(team__in=Team.objects.visible_to(viewer))


def _own_files(viewer: User) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(owner_kind="user", owner_key=str(viewer.pk))


def _failed_jobs(viewer: User) -> QuerySet[FailedJob]:
    return FailedJob.objects.all() if viewer.may(Right.MANAGE_JOBS) else FailedJob.objects.none()


HISTORIES = (
    History("identity.user", _own_history, names=User.objects.visible_to),
    History("identity.team", Team.objects.visible_to),
    History("identity.teammembership", _memberships),
    History("identity.apitoken", ApiToken.objects.visible_to),
    History("identity.invitation", Invitation.objects.visible_to),
    History("files.storedfile", _own_files),
    History("jobs.failedjob", _failed_jobs),
)


def register_histories() -> None:
    """Say who may read the history of the records of the rooms below the pages."""
    for history in HISTORIES:
        histories.register(history)
