"""The pauses of split tasks, found in the spread of their assignments' work over time.

Project writes a row per day: without a value on days on which nobody works anyway, with no work in a pause.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from milepost.scheduling.msproject.records import FileAssignment, WorkPiece
from milepost.scheduling.msproject.values import SECONDS, WrongValue
from milepost.scheduling.task_records import Split

type Stretch = tuple[dt.datetime, dt.datetime]
type Measure = Callable[[dt.datetime, dt.datetime], int]
"""Working minutes from one moment to another, in the task's calendar."""


def pauses_of(assignments: Iterable[FileAssignment]) -> tuple[dt.datetime, tuple[Stretch, ...]] | None:
    """Return when the work begins and the stretches in which all assignments pause; None: there are none."""
    rows = [sorted(_rows(assignment.pieces)) for assignment in assignments if assignment.pieces]
    rows = [spread for spread in rows if any(is_work for _start, _finish, is_work in spread)]
    if not rows:
        return None
    common = _pauses(rows[0])
    for spread in rows[1:]:
        common = _overlap(common, _pauses(spread))
    begin = min(next(start for start, _finish, is_work in spread if is_work) for spread in rows)
    return (begin, tuple(common)) if common else None


def splits_of(begin: dt.datetime, pauses: Iterable[Stretch], measure: Measure) -> tuple[Split, ...]:
    """Return the pauses as the engine counts them: after so much of the duration, so much working time."""
    splits: list[Split] = []
    done, at = 0, begin
    for start, finish in pauses:
        done += measure(at, start)
        gap = measure(start, finish)
        if gap > 0:
            splits.append(Split(after_minutes=done, gap_minutes=gap))
        at = finish
    return tuple(splits)


def _rows(pieces: Iterable[WorkPiece]) -> Iterable[tuple[dt.datetime, dt.datetime, bool]]:
    for piece in pieces:
        if piece.start is not None and piece.finish is not None and piece.value:
            try:
                seconds = SECONDS.read(piece.value)
            except WrongValue:
                continue
            yield piece.start, piece.finish, bool(seconds)


def _pauses(rows: Sequence[tuple[dt.datetime, dt.datetime, bool]]) -> list[Stretch]:
    """Return the stretches without work between two rows of work."""
    pauses: list[Stretch] = []
    open_since: dt.datetime | None = None
    has_worked = False
    for start, _finish, is_work in rows:
        if is_work:
            if open_since is not None:
                pauses.append((open_since, start))
            has_worked, open_since = True, None
        elif has_worked and open_since is None:
            open_since = start
    return pauses


def _overlap(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return [(start, finish) for start, finish in pairs if start < finish]
