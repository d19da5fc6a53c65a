"""Turns projects into the model that the solver is asked."""

from collections.abc import Iterable, Mapping, Sequence

from milepost.scheduling.checks import Id
from milepost.scheduling.forward import lagged
from milepost.scheduling.levelling_curves import Curves, ahead, back, both, lines_of, same
from milepost.scheduling.levelling_loads import Part, Profile
from milepost.scheduling.levelling_model import Expr, Model, Stay
from milepost.scheduling.levelling_projects import Due, Job, Project
from milepost.scheduling.lines import ELAPSED
from milepost.scheduling.network import Far
from milepost.scheduling.nodes import ALWAYS, Kind
from milepost.scheduling.positions import earliest_run, latest_start
from milepost.scheduling.timeline import WorkLine

_LATENESS, _FINISH, _MOVEMENT = range(3)


class Asking:
    """Makes the model of projects, up to a moment by which all is done."""

    def __init__(self, projects: Sequence[Project], profiles: Mapping[Id, Profile], until: int) -> None:
        self.model = Model()
        self._projects = projects
        self._until = until
        since = min(min(each.network.anchor, _first(each)) for each in projects)
        self._curves = Curves(self.model, (line for each in projects for line in lines_of(each)), since, until)
        self._ends: dict[tuple[int, int], Expr] = {}
        for project in projects:
            self._add(project)
        for resource_id, profile in profiles.items():
            self._fix(resource_id, profile)

    def coordinate(self, project: Project, number: int) -> WorkLine:
        """Return the line on which a node's variable counts."""
        return self._curves.axis.line if project.is_several(number) else project.line(number)

    def value(self, project: Project, number: int, positions: Sequence[int]) -> int:
        """Return the value of a node's variable in a schedule."""
        line = self.coordinate(project, number)
        if line is self._curves.axis.line:
            return line.work(positions[2 * number] >> 1) - self._curves.base(line)
        return (positions[2 * number] >> 1) - self._curves.base(line)

    def moment(self, project: Project, number: int, value: int) -> int:
        """Return the moment at which a node starts when its variable has a value."""
        line = self.coordinate(project, number)
        return line.start_at(value + self._curves.base(line))

    # What is asked

    def _add(self, project: Project) -> None:
        moving = [number for number in project.network.order if project.moves(number)]
        for number in moving:
            self._start(project, number)
        for number in moving:
            self._links(project, number)
        for job in project.jobs.values():
            self._stays(project, job)
            self._movement(project, job)
        for due in project.dues:
            self._due(project, due)
        self._finish(project, [number for number in moving if number < project.network.tasks])

    def _start(self, project: Project, number: int) -> None:
        line = self.coordinate(project, number)
        span = 0 if project.is_several(number) else project.network.span[number] // 2
        base, last = self._curves.base(line), line.work(self._until) - span
        limit = project.limits[2 * number] >> 1
        if project.is_several(number):
            limit = line.work(limit) if limit < self._until else last
        first = self.value(project, number, project.early)
        start = self.model.new(first, min(limit, last) - base)
        self.model.starts[project.place, number] = start
        if project.is_several(number):
            way = project.network.special[number].way
            lines = project.network.lines

            def ends(moment: int) -> int:
                return earliest_run(lines, way, moment)[1]

            backs = [back(lines.all[member.line], member.minutes) for member in way.members]
            key = ("run", project.place, number)
            self._ends[project.place, number] = self._curves.through((start, 0), line, False, ends, backs, line, key)
        else:
            self._ends[project.place, number] = (start, span)

    def _links(self, project: Project, number: int) -> None:
        network = project.network
        for source, add in network.near[number]:
            start = self._end_of(project, source)
            if start is None or self._is_overruled(project, number, project.early[source] + add):
                continue
            if project.is_several(source >> 1):
                self._far(project, number, Far(source, add // 2, ELAPSED, False, True))
            else:
                self.model.order.append(
                    ((self.model.starts[project.place, number], 0), (start[0], start[1] + add // 2))
                )
        for link in network.far[number] or ():
            if self._end_of(project, link.source) is not None:
                self._far(project, number, link)

    def _far(self, project: Project, number: int, link: Far) -> None:
        network = project.network
        lag_line, lag = network.lines.all[link.lag_line], link.lag
        from_finish = bool(link.source & 1)
        node = network.special.get(number)
        span = network.span[number] // 2 if link.to_finish else 0
        steps = [back(lag_line, lag)] if lag else []
        several = link.to_finish and node is not None and node.kind is Kind.SEVERAL

        def bound(moment: int) -> int:
            asked = lagged(lag_line, moment, lag) if lag else moment
            return latest_start(network.lines, node.way, asked) if several and node is not None else asked

        if several and node is not None:
            span = 0
            onward = [ahead(network.lines.all[m.line], m.minutes) for m in node.way.members]
            steps = [*steps, *(both(a, b) for a in onward for b in steps or [same])]
        source = self._end_of(project, link.source)
        on = self.coordinate(project, link.source >> 1)
        to = self.coordinate(project, number)
        if source is None:
            return
        key = (id(lag_line) if lag else 0, lag, (project.place, number) if several else 0)
        pieces = self._curves.curve(on, from_finish, bound, steps, to, key)
        target = (self.model.starts[project.place, number], span)
        first = self.model.ranges[source[0]][0] + source[1]
        asked = self._curves.clip(source, pieces)[0].at(first) - span
        is_held = network.high[number] != ALWAYS or (node is not None and node.high != ALWAYS)
        if not (is_held and asked > self.model.ranges[target[0]][0]):
            self._curves.at_least(target, source, pieces)

    def _is_overruled(self, project: Project, number: int, asked: int) -> bool:
        return project.network.high[number] != ALWAYS and asked >> 1 > project.early[2 * number] >> 1

    def _end_of(self, project: Project, end: int) -> Expr | None:
        """Return the start or finish of a node; None: it does not move."""
        key = project.place, end >> 1
        if key not in self.model.starts:
            return None
        return self._ends[key] if end & 1 else (self.model.starts[key], 0)

    def _stays(self, project: Project, job: Job) -> None:
        key = project.place, job.number
        for part in job.parts:
            start, end = self._stay(project, job, part)
            self.model.stays.append(Stay(part.resource_id, start, end, part.units, key))

    def _stay(self, project: Project, job: Job, part: Part) -> tuple[Expr, Expr]:
        axis, key = self._curves.axis.line, (project.place, job.number)
        start = (self.model.starts[key], 0)
        line = project.network.lines.all[part.line]
        if part.until is None:
            if project.is_several(job.number):
                return start, self._ends[key]
            own = self.coordinate(project, job.number)
            return (
                self._curves.through(start, own, False, same, [], axis, ()),
                self._curves.through(self._ends[key], own, True, same, [], axis, ()),
            )
        if not project.is_several(job.number):
            since, until = (start[0], part.since), (start[0], part.until)
            return (
                self._curves.through(since, line, False, same, [], axis, ()),
                self._curves.through(until, line, True, same, [], axis, ()),
            )
        until_minutes, since_minutes = part.until, part.since
        return (
            self._curves.through(
                start, axis, False, lambda m: line.start_at(line.work(m) + since_minutes),
                [back(line, since_minutes)], axis, ("since", id(line), since_minutes),
            ),
            self._curves.through(
                start, axis, False, lambda m: line.finish_at(line.work(m) + until_minutes),
                [back(line, until_minutes)], axis, ("until", id(line), until_minutes),
            ),
        )  # fmt: skip

    # What is to be small

    def _due(self, project: Project, due: Due) -> None:
        line = project.network.lines.all[due.line]
        asked = line.work(due.moment)
        early = max(line.work(project.moment(2 * number + 1, project.early)) for number in due.numbers)
        most = max(line.work(self._until) - asked, 0)
        late = self.model.new(max(early - asked, 0), most)
        for number in due.numbers:
            self._not_before((late, asked - self._curves.base(line)), project, number, line)
        self.model.aims[_LATENESS].append((late, 0, due.weight))

    def _finish(self, project: Project, numbers: Iterable[int]) -> None:
        network = project.network
        line = network.lines.all[network.lines.default]
        anchor = line.work(network.anchor)
        leaves = (number for number in network.order if number < network.tasks)
        early = max((project.moment(2 * number + 1, project.early) for number in leaves), default=network.anchor)
        finish = self.model.new(line.work(early) - anchor, line.work(self._until) - anchor)
        for number in numbers:
            self._not_before((finish, anchor - self._curves.base(line)), project, number, line)
        if project.least_finish is not None:
            self.model.floors[finish] = line.work(project.least_finish) - anchor
        self.model.aims[_FINISH].append((finish, 0, project.weight))

    def _not_before(self, target: Expr, project: Project, number: int, line: WorkLine) -> None:
        end = self._end_of(project, 2 * number + 1)
        if end is not None:
            on = self.coordinate(project, number)
            self._curves.at_least(target, end, self._curves.curve(on, True, same, [], line, ()))

    def _movement(self, project: Project, job: Job) -> None:
        start = self.model.starts[project.place, job.number]
        on, line = self.coordinate(project, job.number), project.measure(job.number)
        early = line.work(project.moment(2 * job.number, project.early)) - self._curves.base(line)
        at = (start, 0)
        if on is not line:
            moved = self.model.new(early, line.work(self._until) - self._curves.base(line))
            self._curves.at_least((moved, 0), at, self._curves.curve(on, False, same, [], line, ()))
            at = (moved, 0)
        self.model.aims[_MOVEMENT].append((at[0], -early, job.weight))

    def _fix(self, resource_id: Id, profile: Profile) -> None:
        line = self._curves.axis.line
        base = self._curves.base(line)
        self.model.capacities[resource_id] = profile.capacity
        steps = [
            (line.work(a) - base, line.work(b) - base, min(load, profile.capacity)) for a, b, load in profile.steps()
        ]
        self.model.fixed[resource_id] = [each for each in steps if each[0] < each[1] and each[2]]


def _first(project: Project) -> int:
    """Return when the first moving node starts."""
    moving = (number for number in project.network.order if project.moves(number))
    return min((project.moment(2 * number, project.early) for number in moving), default=project.network.anchor)
