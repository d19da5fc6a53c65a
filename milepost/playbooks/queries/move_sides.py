"""What a version of a playbook makes of a project that runs: values, links, checklists, with its names and days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from milepost.accounts.public import Account
from milepost.playbooks.models import Run
from milepost.playbooks.queries.days import known_dates
from milepost.playbooks.queries.move_ground import Ground
from milepost.playbooks.queries.outline import without_steps
from milepost.playbooks.queries.planning import Planning, without_parties
from milepost.playbooks.queries.preparing import Prepared, text_values
from milepost.playbooks.records import START, PlaybookDocument
from milepost.playbooks.records_start import Filling, StartRequest
from milepost.projects.public import LinkEdit, NewTask, days_of_both_sides, new_plan


@dataclass(frozen=True, slots=True)
class Side:
    """One version: what is left of its document, and columns of tasks, links and checklists by keys."""

    document: PlaybookDocument
    fillings: Mapping[str, Filling]
    values: Mapping[str, Mapping[str, Any]]
    links: Mapping[tuple[str, str, str], LinkEdit]
    checklists: Mapping[str, list[str]]


def side_of(
    run: Run,
    account: Account,
    document: PlaybookDocument,
    *,
    ground: Ground,
    gone: set[str],
    people: list[Filling],
    answers: Mapping[str, str],
) -> Side:
    """Return what `document` makes of the run's project without the steps in `gone`."""
    dates = dates_of(run, account)
    request = StartRequest(account=account)
    found = Prepared(request, run.project.name, dict(answers), dates, tuple(people), {}, {})
    values = {**text_values(document, found), "project.name": run.project.name}
    is_working = days_of_both_sides(account, timezone.localdate())
    kept = without_steps(document, gone)
    planning = Planning(kept, dates, {each.role.key: each for each in people}, values, is_working)
    edits = planning.edits(_milestones(account, planning, ground))
    return Side(
        kept,
        planning.fillings,
        {edit.key: edit.values for edit in edits if isinstance(edit, NewTask)},
        {_link_key(edit): edit for edit in edits if isinstance(edit, LinkEdit)},
        planning.checklists(),
    )


def dates_of(run: Run, account: Account) -> dict[str, dt.date]:
    """Return the days that a run counts from: those it was begun with, and what the account knows beside them."""
    return known_dates(account, {key: dt.date.fromisoformat(day) for key, day in run.anchors.items()})


def _link_key(edit: LinkEdit) -> tuple[str, str, str]:
    return str(edit.predecessor_id), str(edit.successor_id), edit.type


def _milestones(account: Account, planning: Planning, ground: Ground) -> dict[str, dt.date]:
    """Return the days of milestones that steps are counted back from: where they stand, new ones as they would come."""
    wanted = planning.milestones_counted_back_from()
    ends = {key: task.finish_at.date() for key in wanted if (task := ground.tasks.get(key)) and task.finish_at}
    if wanted <= ends.keys():
        return ends
    plan = new_plan(account, planning.dates[START], without_parties(planning.edits()))
    return {key: plan.finish_of(key) for key in wanted} | ends
