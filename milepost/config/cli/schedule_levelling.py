"""`milepost schedule --level`: the moves that leave nobody with more work than time, as JSON or in a few lines."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from milepost.config.cli.schedule_text import paper

if TYPE_CHECKING:
    from milepost.scheduling.msproject.answers import Answer
    from milepost.scheduling.public import Levelled, Move


def levelled_answer(answer: "Answer", seconds: float) -> "tuple[Answer, Levelled]":
    """Return the answer with the dates of the levelled plan, and what levelling did."""
    from milepost.scheduling.public import level

    found = level([answer.plan], seconds=seconds)
    dated = found.comparisons[0].after
    outlines = {task.id: task.outline for task in answer.tasks}
    new = replace(
        answer,
        plan=dated.plan,
        start=dated.start,
        finish=dated.finish,
        tasks=tuple(replace(task, outline=outlines[task.id]) for task in dated.tasks),
        schedule=dated,
        is_stored=False,
        contradictions=(),
    )
    return new, found


def document(found: "Levelled") -> dict[str, Any]:
    """Return what levelling did; tasks by uid, times local, amounts in working minutes."""
    return {
        "method": str(found.method),
        "notice": found.notice,
        "optimal": found.is_optimal,
        "reached": [
            {"aim": str(each.aim), "value": each.value, "bound": each.bound, "gap": round(each.gap, 4)}
            for each in found.reached
        ],
        "finish_shift": found.comparisons[0].finish_shift_minutes,
        "moves": [_move(move) for move in found.comparisons[0].moves],
        "overloads": [
            {
                "resource": each.resource_id,
                "start": _time(each.start),
                "finish": _time(each.finish),
                "units": each.units,
                "capacity": each.capacity,
                "tasks": [task_id for _plan, task_id in each.tasks],
                "message": each.message,
            }
            for each in found.overloads
        ],
        "kept": [task_id for _plan, task_id in found.kept],
    }


def _move(move: "Move") -> dict[str, Any]:
    return {
        "uid": move.task_id,
        "name": move.name,
        "start_from": _time(move.start_from),
        "start_to": _time(move.start_to),
        "finish_from": _time(move.finish_from),
        "finish_to": _time(move.finish_to),
        "start_shift": move.start_shift_minutes,
        "finish_shift": move.finish_shift_minutes,
    }


def show(found: "Levelled") -> None:
    """Print the moves, what is left, and how good it is."""
    console = paper()
    moves = found.comparisons[0].moves
    count = "1 task moves" if len(moves) == 1 else f"{len(moves)} tasks move"
    console.print(f"Levelled: overloads before {len(found.overloads_before)}, left {len(found.overloads)}; {count}.")
    if moves:
        console.print(_table(moves))
    for each in found.overloads:
        console.print(f"Left: {each.message}", markup=False)
    if found.kept:
        dated = found.comparisons[0].after
        names = ", ".join(f"“{dated[task_id].name or task_id}”" for _plan, task_id in found.kept)
        console.print(f"As late as possible no more, but no earlier than where it stood: {names}.", markup=False)
    gaps = ", ".join(
        f"{each.aim} {'best possible' if each.is_optimal else f'within {each.gap:.0%}'}" for each in found.reached
    )
    console.print(f"How good it is: {gaps}.")
    if found.notice:
        console.print(found.notice, markup=False)


def _table(moves: "tuple[Move, ...]") -> Table:
    table = Table("Task", "Start", "becomes", "Finish", "becomes", box=None, pad_edge=False)
    for move in moves:
        dates = (move.start_from, move.start_to, move.finish_from, move.finish_to)
        shown = ("" if each is None else f"{each:%Y-%m-%d %H:%M}" for each in dates)
        table.add_row(escape(move.name or str(move.task_id)), *shown)
    return table


def _time(moment: dt.datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="minutes")
