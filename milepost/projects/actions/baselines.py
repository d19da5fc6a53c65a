"""Baselines: the plan as it is now, kept for good under a name."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.models import Baseline, BaselineTask, PlanChange, Project, Task


def take_baseline(
    project: Project, name: str, *, actor: Actor, is_agreement: bool = False, at: dt.datetime | None = None
) -> Baseline:
    """Keep the plan as it is now. From then on each move is told by the slip ledger against it.

    `at` is when it was agreed, if that was before now.

    Raises `Invalid` without a name or tasks, `Conflict` (`name-taken`) if the project has one of that name.
    """
    demand(actor, Right.WRITE)
    if not name.strip():
        raise Invalid("no-name", _("A baseline needs a name."), {"name": _("Say what it is called.")})
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        tasks = list(Task.objects.filter(project=locked).order_by("outline_order", "pk"))
        if not tasks:
            raise Invalid("no-tasks", _("There is no plan yet: add a task first."))
        if Baseline.objects.filter(project=locked, name=name.strip()).exists():
            raise Conflict("name-taken", _("There is a baseline “%(name)s” already.") % {"name": name.strip()})
        last = PlanChange.objects.filter(project=locked).order_by("-pk").values_list("pk", flat=True).first()
        baseline = Baseline(
            project=locked,
            name=name.strip(),
            by_label=actor.label[:200],
            taken_at=at or timezone.now(),
            is_agreement=is_agreement,
            revision=locked.revision,
            after_change_id=last or 0,
            go_live_id=locked.go_live_id,
            forecast_on=locked.forecast_on,
        )
        create_record(baseline, actor=actor)
        BaselineTask.objects.bulk_create([_copy(baseline, task) for task in tasks], batch_size=500)
    return baseline


def _copy(baseline: Baseline, task: Task) -> BaselineTask:
    return BaselineTask(
        baseline=baseline,
        task=task,
        task_number=task.pk,
        wbs=task.wbs,
        outline_order=task.outline_order,
        title=task.title,
        is_milestone=task.is_milestone,
        is_summary=task.is_summary,
        is_shared=task.is_shared,
        duration_minutes=task.duration_minutes,
        estimate_minutes=task.estimate_minutes,
        start_at=task.start_at,
        finish_at=task.finish_at,
    )
