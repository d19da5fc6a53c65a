"""The dates of a plan that is not there yet: what edits would come to in a project still to be begun."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from milepost.accounts.public import Account
from milepost.projects.models import Project
from milepost.projects.queries.consequences import consequences, day_of_finish
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.plan_rows import PlanRows, calendars_of
from milepost.projects.records_plan import PlanEdit
from milepost.scheduling.public import ScheduledTask, ScheduleWarning


@dataclass(frozen=True, slots=True)
class NewPlan:
    """Dated tasks by the caller's keys, what the engine warns of, and the days of go-live and of the end."""

    tasks: dict[str, ScheduledTask]
    warnings: tuple[ScheduleWarning, ...]
    go_live_on: dt.date | None
    ends_on: dt.date | None

    def keys_of(self, warning: ScheduleWarning) -> list[str]:
        """Return the keys of the tasks that a warning speaks of."""
        keys = {dated.id: key for key, dated in self.tasks.items()}
        return [keys[each] for each in warning.task_ids if each in keys]

    def start_of(self, key: str) -> dt.date:
        return self.tasks[key].start.date()

    def finish_of(self, key: str) -> dt.date:
        return day_of_finish(self.tasks[key].finish)


def new_plan(account: Account | None, start_on: dt.date, edits: Sequence[PlanEdit]) -> NewPlan:
    """Return what `edits` come to in a new project of an account; nothing is written.

    Raises as `preview_plan` does. Two queries, and one for each person who is named in a part.
    """
    project = Project(account=account, start_on=start_on)
    draft = Draft(PlanRows(project, {}, {}, [], calendars_of(project)))
    found = consequences(draft, edits, as_one=True)
    ends_on = day_of_finish(found.after.finish) if found.after.plan.tasks else None
    dated = {key: found.after[number] for key, number in draft.keys.items()}
    return NewPlan(dated, tuple(found.after.warnings), found.forecast_to, ends_on)
