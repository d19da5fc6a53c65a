"""What a sprint's values may be, and when it may be started and changed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Conflict, Invalid
from milepost.projects.models import Sprint
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.records import OPEN_SPRINT_STATES, SprintState

_COLUMNS = frozenset({"name", "goal", "start_on", "end_on", "capacity_minutes"})
_DATES = frozenset({"start_on", "end_on"})
_LONGEST = dt.timedelta(days=183)


def clean_sprint(sprint: Sprint, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as a sprint's columns hold them. Raises `Invalid` for an unknown column and a wrong value."""
    unknown = sorted(set(values) - _COLUMNS)
    if unknown:
        message = _("A sprint has no “%(name)s”.") % {"name": unknown[0]}
        raise Invalid("unknown-field", message, {unknown[0]: _("Unknown.")})
    return {name: clean_value(sprint, name, value) for name, value in values.items()}


def refuse_start(sprint: Sprint, today: dt.date) -> None:
    """Raise what stands against starting a sprint on a day."""
    if sprint.state != SprintState.PLANNED:
        raise Conflict("sprint-started", _("%(sprint)s was started already.") % {"sprint": sprint})
    running = Sprint.objects.filter(project=sprint.project_id, state=SprintState.RUNNING).first()
    if running is not None:
        raise Conflict("sprint-running", _("%(sprint)s is still running: finish it first.") % {"sprint": running})
    if sprint.start_on > today:
        message = _("Its first day is still to come. To start it now, let it begin today.")
        raise Invalid("starts-later", message, {"start_on": message})
    if sprint.end_on < today:
        message = _("Its last day is over. Give another one.")
        raise Invalid("over-already", message, {"end_on": message})


def refuse_standing(sprint: Sprint, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` for what cannot be changed any more once a sprint is started or finished."""
    standing: dict[str, frozenset[str]] = {
        SprintState.PLANNED: frozenset(),
        SprintState.RUNNING: frozenset({"start_on"}),
    }
    fixed = sorted(standing.get(sprint.state, _DATES | {"capacity_minutes"}) & set(values))
    if fixed:
        message = _("This stands since %(sprint)s was started.") % {"sprint": sprint}
        raise Invalid("stands", message, {fixed[0]: message})


def refuse_wrong_days(sprint: Sprint, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` for days that a sprint cannot have: none, in the wrong order, too many, those of another one."""
    start_on, end_on = (values.get(name, getattr(sprint, name)) for name in ("start_on", "end_on"))
    if start_on is None or end_on is None:
        missing = "start_on" if start_on is None else "end_on"
        raise Invalid("no-days", _("Say from when until when it goes."), {missing: _("Give a day.")})
    if end_on < start_on:
        message = _("It cannot end before it starts.")
        raise Invalid("ends-before-start", message, {"end_on": message})
    if end_on - start_on > _LONGEST:
        message = _("A sprint goes on for half a year at most.")
        raise Invalid("too-long", message, {"end_on": message})
    others = Sprint.objects.filter(project=sprint.project_id, state__in=OPEN_SPRINT_STATES).exclude(pk=sprint.pk)
    met = others.filter(start_on__lte=end_on, end_on__gte=start_on).order_by("start_on").first()
    if met is not None and sprint.is_open:
        message = _("%(sprint)s has some of these days already.") % {"sprint": met}
        raise Invalid("sprints-overlap", message, {"start_on": message})
