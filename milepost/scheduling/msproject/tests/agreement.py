"""Compares the engine's dates with those that Microsoft Project, or a scheduler by its rules, computed for a file."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

from milepost.scheduling.msproject.answers import Answer, answer_of
from milepost.scheduling.msproject.reading import read_file

DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
SLACKS = ("total_slack", "free_slack")


class Agreement:
    """How many fields of how many agree, and those that do not."""

    def __init__(self, path: Path) -> None:
        self.answer = answer_of(read_file(path), recompute=True)
        expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text())
        tasks = {task.id: task for task in self.answer.tasks}
        found = [
            (each["name"], field, each[field], value, agrees)
            for each in expected["tasks"]
            if each["uid"] in tasks
            for field, value, agrees in _fields(self.answer, tasks[each["uid"]], each)
        ]
        finish = dt.datetime.fromisoformat(expected["project_finish"])
        found.append(
            ("project", "finish", expected["project_finish"], self.answer.finish, finish == self.answer.finish)
        )
        self.fields = len(found)
        self.differences = [difference[:4] for difference in found if not difference[4]]

    @property
    def share(self) -> float:
        return 1 - len(self.differences) / self.fields


def _fields(answer: Answer, task, expected: dict) -> Iterator[tuple[str, object, bool]]:
    for field in DATES:
        if expected[field] is not None:
            value = getattr(task, field)
            yield field, value, _same(answer, task.id, dt.datetime.fromisoformat(expected[field]), value)
    for field in SLACKS:
        if expected[field] is not None:
            value = getattr(task, f"{field}_minutes")
            yield field, value, abs(_minutes(expected[field], answer) - value) <= 1
    yield "critical", task.is_critical, expected["critical"] == task.is_critical


def _same(answer: Answer, task_id, expected: dt.datetime, value: dt.datetime) -> bool:
    """17:00 is the next working 08:00: no working minute of the task lies between."""
    minute = answer.schedule.network.moments.clock.minute
    begin, end = sorted((minute(expected), minute(value)))
    return answer.schedule.reader.between(task_id, begin, end) <= 1


def _minutes(text: str, answer: Answer) -> float:
    number, unit = re.fullmatch(r"(-?[\d.]+)(\w+)", text).groups()
    plan = answer.plan
    units = {"m": 1, "h": 60, "d": plan.minutes_per_day, "w": plan.minutes_per_week, "ed": 1440}
    return float(number) * (units | {"mo": plan.minutes_per_day * plan.days_per_month})[unit]
