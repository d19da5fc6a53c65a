"""Tasks from files: each project's rows become one act on its plan, found again by their key in the source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import person_behind
from milepost.integrations.csv.kinds.lookups import Accounts, Faults, People
from milepost.integrations.csv.kinds.task_fields import task_fields
from milepost.integrations.csv.kinds.task_plans import PlannedProject, Wanted, in_order
from milepost.integrations.csv.records import ImportKind, Outcome, Plan, Row, Run, Written
from milepost.integrations.csv.running.writing import faults_of
from milepost.integrations.csv.task_keys import ImportedTask
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.errors import DomainError
from milepost.lib.text import fold
from milepost.projects.public import (
    MoveOrigin,
    Project,
    change_plan,
    change_project,
    create_project,
    undo_change,
)


class TaskImporter:
    """Plans and writes tasks. All rows of the file come at once: a row may follow one that stands below it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts, self._people = Accounts(run), People()
        person = person_behind(run.actor)
        rows = Project.objects.visible_to(person) if person else Project.objects.all()
        self._projects = rows.filter(archived_at=None)

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        self._accounts.fetch({row.values["account"] for row in rows if row.values.get("account")})
        by_project: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_project[str(row.values.get("project") or self._run.settings.source)].append(row)
        planned = {name: self._planned(name, some) for name, some in by_project.items()}
        plans = {id(plan.row): plan for one in planned.values() for plan in one}
        return [plans[id(row)] for row in rows]

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        of: dict[int, list[Plan]] = defaultdict(list)
        for plan in plans:
            of[id(plan.data.of)].append(plan)
        written = {id(one.plan): one for some in of.values() for one in self._write(some[0].data.of, some)}
        return [written[id(plan)] for plan in plans]

    # ---- Planning ----
    def _planned(self, name: str, rows: list[Row]) -> list[Plan]:
        try:
            project = self._project(name, rows)
        except ValueError as error:
            return [self._refused(row, "project", str(error), name) for row in rows]
        plan = PlannedProject(project, self._run, self._people)
        wanted = plan.read(rows)
        return [self._plan(row, one) for row, one in zip(rows, wanted, strict=True)]

    def _project(self, name: str, rows: list[Row]) -> Project:
        """Return the one project that is called so; one that is to be made is returned unsaved."""
        accounts = {str(row.values["account"]) for row in rows if row.values.get("account")}
        if len(accounts) > 1:
            raise ValueError(_("The rows of this project name several accounts."))
        account = self._accounts.named(accounts.pop()) if accounts else None
        found = self._projects.filter(name_folded=fold(name)[:200])
        some = list(found.filter(account=account) if account else found)
        if len(some) > 1:
            raise ValueError(_("Several projects are called so; name the account, too."))
        if some:
            return some[0]
        if not self._run.settings.create_missing:
            raise ValueError(_("There is no such project. Make it first, or choose to create what is missing."))
        starts = [row.values["start"] for row in rows if row.values.get("start")]
        return Project(name=name, account=account, start_on=min(starts, default=timezone.localdate()))

    def _plan(self, row: Row, wanted: Wanted) -> Plan:
        if wanted.faults:
            return Plan(row, Outcome.REFUSED, wanted.faults)
        if wanted.is_new:
            return Plan(row, Outcome.CREATED, data=wanted)
        is_kept = self._run.settings.existing == "skip" or not list(wanted.edits())
        return Plan(row, Outcome.UNCHANGED if is_kept else Outcome.UPDATED, data=wanted)

    def _refused(self, row: Row, field: str, words: str, value: Any = None) -> Plan:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        faults.add(field, words, value)
        return Plan(row, Outcome.REFUSED, faults.found)

    # ---- Writing ----
    def _write(self, of: PlannedProject, plans: list[Plan]) -> Iterable[Written]:
        try:
            with transaction.atomic():
                return self._written(of, plans)
        except DomainError as error:
            return [Written(plan, Outcome.REFUSED, faults=faults_of(error)) for plan in plans]

    def _written(self, of: PlannedProject, plans: list[Plan]) -> list[Written]:
        actor, project, is_made = self._run.actor, of.project, of.project.pk is None
        if is_made:
            lead = person_behind(actor)
            given = {"account": project.account, "start_on": project.start_on, "lead": lead}
            project = create_project(project.name, actor=actor, **given)  # type: ignore[arg-type] # by name
        edits = in_order([edit for plan in plans for edit in plan.data.edits()])
        batch = f"{current_entrance().batch}-{project.pk}"[:64]
        with entering(batch=batch):
            applied = change_plan(project, edits, actor=actor, origin=MoveOrigin.IMPORT, as_one=True)
        ImportedTask.objects.bulk_create(
            ImportedTask(source=self._run.settings.source, key=plan.data.key, task=applied.tasks[plan.data.node])
            for plan in plans
            if plan.data.is_new
        )
        before = [{"project": project.pk, "batch": batch, "is_made": is_made}]
        return [Written(plan, plan.outcome, before=before if at == 0 else None) for at, plan in enumerate(plans)]


def take_back(images: Sequence[dict[str, Any]], actor: Actor) -> None:
    """Take the act of an import on a plan back, wholly or not at all; a project that it made is put away, empty."""
    for image in images:
        project = Project.objects.get(pk=image["project"])
        undo_change(project, image["batch"], actor=actor)
        if image["is_made"]:
            project.refresh_from_db()
            change_project(project, {"archived_at": timezone.now()}, actor=actor)


TASKS = ImportKind(
    key="tasks",
    label=gettext_lazy("Tasks"),
    one=gettext_lazy("task"),
    icon="list-check",
    purpose=gettext_lazy("The plans of projects: outline, dates, who does what, what follows what."),
    fields=task_fields,
    importer=TaskImporter,
    key_fields=("wbs",),
    take_back=take_back,
    is_whole=True,
)
