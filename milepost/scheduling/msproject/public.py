"""Microsoft Project's XML files as plans, and plans as such files."""

from io import BytesIO, TextIOBase
from pathlib import Path
from typing import IO

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import wanted
from milepost.scheduling.msproject.files import file_of
from milepost.scheduling.msproject.plans import PlanRead, plan_of
from milepost.scheduling.msproject.reading import read_file
from milepost.scheduling.msproject.writing import write_file
from milepost.scheduling.schedules import Schedule


def read_plan(source: Path | str | bytes | IO[bytes]) -> PlanRead:
    """Read a Microsoft Project XML file (2002 and later) as a plan: its path, its bytes, or an open binary stream.

    The plan's ids are the file's UIDs; its times have no zone, as in Project. `notes` lists what was not understood,
    not kept, or adjusted. Baselines and custom fields are not part of the plan; what became of them is in
    `docs/scheduling.md`. The plan has `moves_unfinished_work=False`, as Project computes, whatever wrote the file, and
    `honours_constraints=True`: where the file has it otherwise and a hard constraint makes it matter, a note says so.

    Raises `UnreadableFile` (an `Invalid`) with the place for what is no such file or holds an impossible value, and
    OSError for what cannot be opened. Cost: some 4 MB a second; memory for the plan alone, not for the file.
    Source: Microsoft, Project XML schema; the rules are in `docs/scheduling.md`.

    >>> text = '''<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate>
    ... <Tasks><Task><UID>1</UID><Name>Kick-off</Name><Duration>PT8H0M0S</Duration><Mood>good</Mood></Task></Tasks>
    ... </Project>'''
    >>> read = read_plan(text.encode())
    >>> read.plan.tasks[0].duration_minutes, [(note.subject, note.place) for note in read.notes]
    (480, [('task/Mood', 'task 1 “Kick-off”, line 2')])
    """
    if isinstance(source, bytes):
        source = BytesIO(source)
    if isinstance(source, str) and source.lstrip("\ufeff \r\n\t").startswith("<"):
        words = "read_plan() takes a text as a path, and this is XML: write read_plan(text.encode())."
        raise Invalid("wrong-argument", words, function="read_plan()")
    _refuse_other(source, "read", "read_plan()")
    return plan_of(read_file(source))


def write_plan(dated: Schedule, target: Path | str | IO[bytes]) -> None:
    """Write a dated plan as a Microsoft Project XML file, to a path or an open binary stream.

    Read back it is the same plan with its tasks in outline order, but for what the format has no place for: time
    zones, sides, meetings, lags on a calendar of their own, pauses of no time, and `moves_unfinished_work` (Project's
    options of that kind act when progress is typed in, not on what is stored). `honours_constraints` is written as
    `HonorConstraints`, and not read back. A `country` becomes exceptions: its holidays from the year before the plan
    begins to five years after. Ids that are no whole numbers become numbers from 1.

    >>> import datetime as dt, io
    >>> from milepost.scheduling.public import Plan, Task, schedule
    >>> stream = io.BytesIO()
    >>> write_plan(schedule(Plan((Task("kick-off", "Kick-off", 480),), start=dt.datetime(2026, 3, 2, 8))), stream)
    >>> read_plan(stream.getvalue()).plan.tasks[0].name
    'Kick-off'
    """
    wanted(dated, Schedule, "write_plan()", "write write_plan(schedule(plan), path)")
    _refuse_other(target, "write", "write_plan()")
    write_file(file_of(dated), target)


def _refuse_other(place: object, method: str, function: str) -> None:
    is_binary = hasattr(place, method) and not isinstance(place, TextIOBase)
    if not (isinstance(place, Path | str) or is_binary):
        words = f"{function} takes a path or an open binary file (mode “{method[0]}b”), not a {type(place).__name__}."
        raise Invalid("wrong-argument", words, function=function)
