"""Functions from one calendar to another, as parts of the model: a sum on one calendar, pieces between several."""

from collections.abc import Callable, Iterable, Sequence

from milepost.scheduling.levelling_axis import Axis, Piece, clipped, pieces_of
from milepost.scheduling.levelling_model import Curve, Expr, Model
from milepost.scheduling.levelling_projects import Project
from milepost.scheduling.lines import ELAPSED
from milepost.scheduling.timeline import WorkLine

type Step = Callable[[int], int]  # from a moment to a moment


class Curves:
    """Adds functions of variables to a model; the variables count from one moment on, up to another."""

    def __init__(self, model: Model, lines: Iterable[WorkLine], since: int, until: int) -> None:
        self._model, self._since, self._until = model, since, until
        self.axis = Axis(lines, since, until)
        self._known: dict[tuple[object, ...], list[Piece]] = {}

    def base(self, line: WorkLine) -> int:
        """Return the coordinate at which variables are 0."""
        return line.work(self._since)

    def through(  # noqa: PLR0917 - what makes a function
        self, source: Expr, on: WorkLine, by_finish: bool, step: Step, backs: Iterable[Step], to: WorkLine,
        key: tuple[object, ...],
    ) -> Expr:  # fmt: skip
        """Return a function of a variable: the variable plus something, or another one."""
        pieces = self.clip(source, self.curve(on, by_finish, step, backs, to, key))
        if len(pieces) == 1 and pieces[0].rises:
            return source[0], source[1] + pieces[0].shift
        first, last = self._model.ranges[source[0]]
        made = self._model.new(pieces[0].at(first + source[1]), pieces[-1].at(last + source[1]))
        self._model.curves.append(Curve((made, 0), source[0], tuple(_moved(pieces, source[1])), is_exact=True))
        return made, 0

    def at_least(self, target: Expr, source: Expr, pieces: Sequence[Piece]) -> None:
        """Let a variable be no less than a function of another."""
        pieces = self.clip(source, pieces)
        if len(pieces) == 1 and pieces[0].rises:
            self._model.order.append((target, (source[0], source[1] + pieces[0].shift)))
        else:
            self._model.curves.append(Curve(target, source[0], tuple(_moved(pieces, source[1])), is_exact=False))

    def clip(self, source: Expr, pieces: Sequence[Piece]) -> list[Piece]:
        """Return the pieces of a function that matter in the range of its source."""
        first, last = self._model.ranges[source[0]]
        return clipped(pieces, first + source[1], last + source[1])

    def curve(  # noqa: PLR0917 - as above
        self, on: WorkLine, by_finish: bool, step: Step, backs: Iterable[Step], to: WorkLine, key: tuple[object, ...]
    ) -> list[Piece]:
        """Return a function from one line to another, by moments; `backs` lead from where it changes to its source."""
        known = (id(on), by_finish, id(to), *key)
        if known not in self._known:
            base, other = self.base(on), self.base(to)
            at = on.finish_at if by_finish else on.start_at
            moments = [*self.axis.changes, *(back(m) for back in backs for m in self.axis.changes)]
            last = max(on.work(self._until), on.work(self.axis.changes[-1])) - base
            self._known[known] = pieces_of(
                lambda x: to.work(step(at(x + base))) - other, (on.work(m) - base for m in moments), 0, last
            )
        return self._known[known]


def same(moment: int) -> int:
    """Return the moment itself."""
    return moment


def back(line: WorkLine, minutes: int) -> Step:
    """Return the step from what a shift leads to, to where it comes from."""
    return lambda moment: line.finish_at(line.work(moment) - minutes)


def ahead(line: WorkLine, minutes: int) -> Step:
    """Return the step from where a shift comes from, to what it leads to."""
    return lambda moment: line.finish_at(line.work(moment) + minutes)


def both(first: Step, then: Step) -> Step:
    """Return two steps in one."""
    return lambda moment: then(first(moment))


def _moved(pieces: Iterable[Piece], by: int) -> Iterable[Piece]:
    """Yield a function's pieces for a source to which something is added first."""
    for first, last, shift, rises in pieces:
        yield Piece(first - by, last - by, shift + by if rises else shift, rises)


def lines_of(project: Project) -> list[WorkLine]:
    """Return the calendars that matter to what moves; day and night only where a task runs through it."""
    network = project.network
    numbers = {network.lines.default, *(due.line for due in project.dues)} - {ELAPSED}
    for number in network.order:
        if not project.moves(number):
            continue
        node = network.special.get(number)
        if not project.is_several(number):
            numbers.add(network.line[number])
        elif node is not None:
            numbers |= {member.line for member in node.way.members} | {node.way.slack_line}
        numbers |= {link.lag_line for link in network.far[number] or () if link.lag} - {ELAPSED}
    numbers |= {part.line for job in project.jobs.values() for part in job.parts if part.until is not None}
    return [network.lines.all[each] for each in sorted(numbers)]
