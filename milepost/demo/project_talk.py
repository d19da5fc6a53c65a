"""What gathers around the tasks that the simulated company works on now: steps, comments, blocks, files, labels."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.base import ContentFile

from milepost.audit.public import create_records
from milepost.demo.company.chance import chance
from milepost.demo.company.plans.records import SimulatedProject
from milepost.demo.company.plans.talk import Talk, talk_about
from milepost.demo.project_parties import Cast
from milepost.demo.rows import noon
from milepost.lib.actor import Actor
from milepost.projects.public import (
    Block,
    ChecklistItem,
    PartySide,
    Project,
    ProjectState,
    Task,
    TaskComment,
    TaskState,
    TaskWatcher,
    attach_file,
    put_label,
)

_LABELS = ("Reference", "Second site", "Watch closely")
_TALKED_ABOUT = 3
_NEAR = dt.timedelta(days=14)


@dataclass(frozen=True)
class Conversation:
    """The talk around the tasks of one project that runs."""

    project: Project
    simulated: SimulatedProject
    cast: Cast
    actor: Actor

    def hold(self, today: dt.date) -> None:
        """Write it down for the tasks that are being done or begin soon."""
        if self.simulated.state != ProjectState.ACTIVE:
            return
        draw = chance("talk", self.simulated.account, self.simulated.name)
        rows = Task.objects.open().filter(project=self.project, is_summary=False, is_milestone=False)
        near = list(rows.filter(start_on__lte=today + _NEAR).order_by("start_on", "pk")[:_TALKED_ABOUT])
        talks = [(task, talk_about(task.title)) for task in near]
        create_records([step for task, talk in talks for step in _steps(task, talk)], actor=self.actor)
        comments = [comment for task, talk in talks for comment in self._comments(task, talk)[: draw.randint(0, 3)]]
        create_records(comments, actor=self.actor)
        watching = {(one.task_id, one.author_id): TaskWatcher(task=one.task, user=one.author) for one in comments}
        create_records(list(watching.values()), actor=self.actor)
        if talks and self.simulated.account and draw.happens(0.3):
            task, talk = talks[0]
            since = noon(today - dt.timedelta(days=draw.randint(1, 9)))
            who, why = talk.block
            create_records([Block(task=task, side=PartySide.THEIRS, who=who, why=why, since=since)], actor=self.actor)
        if talks and draw.happens(0.25):
            self._file(*talks[-1])
        labels = {task: talk.label for task, talk in talks if talk.label}
        for task, label in labels.items():
            put_label(task, label, actor=self.actor)
        if self.simulated.account and draw.happens(0.2):
            put_label(self.project, draw.choice(_LABELS), actor=self.actor)

    def _comments(self, task: Task, talk: Talk) -> list[TaskComment]:
        people = [self.cast.colleague(role) for role, _text in talk.said]
        return [
            TaskComment(task=task, author=author, text=text.replace("{other}", f"@[{other}]({other.pk})"))
            for author, other, (_role, text) in zip(people, people[-1:] + people[:-1], talk.said, strict=True)
        ]

    def _file(self, task: Task, talk: Talk) -> None:
        name, lines = talk.file
        if name:
            attach_file(task, ContentFile(lines.encode(), name=name), actor=self.actor)


def _steps(task: Task, talk: Talk) -> list[ChecklistItem]:
    done = len(talk.steps) * task.percent_complete // 100 if task.state != TaskState.TODO else 0
    return [ChecklistItem(task=task, text=text, position=at, is_done=at < done) for at, text in enumerate(talk.steps)]
