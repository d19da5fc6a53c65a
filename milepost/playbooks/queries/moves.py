"""A project that runs an older version of its playbook, and what moving it to a newer one would do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.identity.public import Right, User
from milepost.lib.errors import Conflict
from milepost.playbooks.models import Playbook, PlaybookVersion, Run
from milepost.playbooks.queries.answers import answers_of, conditions
from milepost.playbooks.queries.days import needed_anchors
from milepost.playbooks.queries.move_ground import Ground, ground_of, people_of
from milepost.playbooks.queries.move_lines import Merge
from milepost.playbooks.queries.move_links import link_lines
from milepost.playbooks.queries.move_sides import Side, dates_of, side_of
from milepost.playbooks.queries.outline import without_steps
from milepost.playbooks.records import START, PlaybookDocument, Step
from milepost.playbooks.records_moves import MoveChoices, MoveKind, MoveLine, VersionMove
from milepost.projects.public import (
    LinkEdit,
    LinkRemoval,
    LinksOfRemoved,
    NewTask,
    OfProjectQuerySet,
    PartyEdit,
    PartyRemoval,
    PlanEdit,
    ProjectEdit,
    ProjectState,
    TaskEdit,
    TaskPlace,
    TaskRemoval,
)

_NO_CHOICES = MoveChoices()
_ENDED = (ProjectState.DONE, ProjectState.CANCELLED)
# Links that the version drops go before its steps do, so that bridges tie only what people linked themselves.
_ORDER: tuple[type, ...] = (
    NewTask,
    TaskEdit,
    TaskPlace,
    LinkRemoval,
    TaskRemoval,
    LinkEdit,
    PartyRemoval,
    PartyEdit,
    ProjectEdit,
)


def older_runs(viewer: User) -> OfProjectQuerySet[Run]:
    """Return the runs that somebody sees, of projects that are not ended, in a version older than the published one."""
    runs = Run.objects.visible_to(viewer).exclude(project__state__in=_ENDED).filter(account__isnull=False)
    return runs.filter(playbook__archived_at=None, version_used__number__lt=F("playbook__published__number"))


def move_of(run: Run, to: PlaybookVersion, viewer: User, choices: MoveChoices = _NO_CHOICES) -> VersionMove:
    """Return what moving a run's project to another version would do; nothing is written. About twenty queries.

    Raises `Conflict` (`moved-already`) where it runs that version, `Invalid` for a wrong answer.
    """
    if run.version_used_id == to.pk or run.account is None:
        raise Conflict("moved-already", _("“%(project)s” runs this version already.") % {"project": run.project})
    older, newer = run.version_used.records, to.records
    answers = answers_of(newer, _asked_by(newer, run.answers) | dict(choices.answers))
    ready = _Ready(run, run.account, older, newer, ground_of(run, older), answers)
    fresh = ready.fresh(viewer)
    without = {step.key for step in fresh if step.is_optional and step.key in choices.without}
    out = {step.key for step in newer.steps if step.key not in ready.ground.tasks} - {step.key for step in fresh}
    missing = ready.missing(out | without)
    lines = [] if missing else ready.lines(out | without, choices)
    return VersionMove(
        lines=tuple(line for line in lines if line.title),
        edits=_edits(lines),
        added=tuple(line.step for line in lines if line.kind == MoveKind.ADDED and line.step),
        optional=tuple(step for step in fresh if step.is_optional),
        questions=tuple(one for one in newer.questions if one.key not in run.answers),
        answers=answers,
        revision=run.project.revision,
        missing=missing,
        is_scope_other=older.scope != newer.scope,
    )


def _asked_by(document: PlaybookDocument, answers: Mapping[str, str]) -> dict[str, str]:
    keys = {question.key for question in document.questions}
    return {key: answer for key, answer in answers.items() if key in keys}


@dataclass(frozen=True, slots=True)
class _Ready:
    """A run with the two versions, what stands in its project, and the answers to what the newer one asks."""

    run: Run
    account: Account
    older: PlaybookDocument
    newer: PlaybookDocument
    ground: Ground
    answers: Mapping[str, str]

    def fresh(self, viewer: User) -> list[Step]:
        """Return the steps that the newer version adds: new ones, and those whose condition is another and holds now.

        One that was left out at the start, or that people took out, stays out.
        """
        known = {step.key: step for step in self.older.steps}
        judged = conditions(self.newer, self.answers, self.account, viewer)
        return [
            step
            for step in self.newer.steps
            if step.key not in self.ground.tasks and judged.hold(step) and self._may_come(step, known.get(step.key))
        ]

    def _may_come(self, step: Step, before: Step | None) -> bool:
        return before is None or (step.key not in self.ground.made and step.when != before.when)

    def missing(self, out: set[str]) -> dict[str, str]:
        """Return what has to be known first, by field."""
        found = {f"answer.{key}": _("Answer this.") for key, answer in self.answers.items() if not answer}
        needed = needed_anchors(without_steps(self.newer, out))
        for key in sorted(needed - dates_of(self.run, self.account).keys() - {START}):
            found[f"anchor.{key}"] = _("The date “%(key)s” is not known.") % {"key": key}
        return found

    def lines(self, out: set[str], choices: MoveChoices) -> list[MoveLine]:
        gone = {step.key for step in self.older.steps if step.key not in self.ground.tasks}
        before = self._side(self.older, gone, answers_of(self.older, _asked_by(self.older, self.run.answers)))
        after = self._side(self.newer, out, self.answers)
        merge = Merge(before, after, self.ground, choices)
        lines = list(merge.lines())
        removed = {step.key for step in before.document.steps} - {step.key for step in after.document.steps}
        lines += link_lines(merge, removed)
        lines += _emptied(merge, lines)
        return [*lines, *_go_live(self.run, merge)]

    def _side(self, document: PlaybookDocument, gone: set[str], answers: Mapping[str, str]) -> Side:
        people = people_of(self.older, self.account, self.ground, document.roles)
        return side_of(self.run, self.account, document, ground=self.ground, gone=gone, people=people, answers=answers)


def _emptied(merge: Merge, lines: list[MoveLine]) -> Iterable[MoveLine]:
    """Yield the phases that the newer version has no more and of which no step stays."""
    kept = {phase.key for phase in merge.newer.document.phases}
    going = {line.key.removesuffix(":remove") for line in lines if line.kind == MoveKind.REMOVED and line.is_taken}
    going |= {line.key.removesuffix(":phase") for line in lines if line.key.endswith(":phase")}
    for phase in merge.older.document.phases:
        task = merge.ground.phases.get(phase.key)
        own = {step.key: merge.ground.tasks[step.key].pk for step in phase.steps if step.key in merge.ground.tasks}
        if phase.key in kept or task is None or own.keys() - going:
            continue
        if merge.ground.children[task.pk] - set(own.values()):
            continue  # people put work of their own there
        edit = TaskRemoval(task.pk, LinksOfRemoved.BRIDGE)
        yield MoveLine(key=phase.key, kind=MoveKind.REMOVED, title=task.title, of=_("Phase"), edits=(edit,))


def _go_live(run: Run, merge: Merge) -> Iterable[MoveLine]:
    """Yield that another milestone is the go-live, where people chose none of their own."""
    was, now = merge.older.document.go_live, merge.newer.document.go_live
    stands = merge.ground.tasks.get(was)
    if was != now and now and run.project.go_live_id == (stands.pk if stands else None):
        title = str(merge.newer.values[now]["title"])
        edit = ProjectEdit({"go_live_id": merge.place_of(now)})
        yield MoveLine(key="go-live", kind=MoveKind.CHANGED, title=title, of=_("Go-live"), edits=(edit,))


def _edits(lines: Iterable[MoveLine]) -> tuple[PlanEdit, ...]:
    edits = [edit for line in lines if line.is_taken for edit in line.edits]
    return tuple(sorted(edits, key=lambda edit: _ORDER.index(type(edit))))


def older_than(playbook: Playbook, viewer: User) -> OfProjectQuerySet[Run]:
    """Return those of one playbook."""
    return older_runs(viewer).filter(playbook=playbook)


def is_move_offered(project_id: int, viewer: User) -> bool:
    """Say whether a project runs an older version of its playbook, and the viewer may move it. One query at most."""
    may = viewer.may(Right.READ_ALL) and viewer.may(Right.WRITE)
    return may and older_runs(viewer).filter(project=project_id).exists()
