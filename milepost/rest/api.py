"""The API and its routers."""

from milepost import __version__
from milepost.apikit.public import Api
from milepost.rest import (
    audit,
    files,
    history,
    import_feeds,
    import_mappings,
    imports,
    invitations,
    lists,
    me,
    notifications,
    people,
    search,
    teams,
    tokens,
    views,
    webhooks,
    work,
)
from milepost.rest.accounts import (
    accounts,
    action_items,
    bulk,
    captured_mail,
    contacts,
    erasing,
    escalations,
    facts,
    meetings,
    merges,
    segments,
    settings,
    team,
    tickets,
    touchpoints,
)
from milepost.rest.projects import calendars, dependencies, plans, projects, tasks

_DESCRIPTION = """Everything that people do in Milepost, for programs. `docs/api.md` says the conventions: errors are
problems (RFC 9457), lists are paged by `after`, changes need `If-Match`, and a POST may carry an `Idempotency-Key`."""

api = Api(title="Milepost", version=__version__, prefix="/api/v1/", description=_DESCRIPTION)
for room in (
    me,
    people,
    teams,
    invitations,
    tokens,
    notifications,
    files,
    lists,
    views,
    search,
    audit,
    history,
    work,
    webhooks,
    imports,
    import_mappings,
    import_feeds,
    # Before the operations on one of them, whose addresses would take theirs.
    bulk,
    accounts,
    contacts,
    team,
    facts,
    settings,
    touchpoints,
    meetings,
    action_items,
    escalations,
    tickets,
    segments,
    captured_mail,
    merges,
    erasing,
    projects,
    plans,
    tasks,
    dependencies,
    calendars,
):
    api.add_router("", room.router)
