"""Which steps of a playbook are made, and their links tied through those that are not. Pure computation."""

from collections.abc import Container, Iterator
from dataclasses import replace

from milepost.playbooks.reading.circles import milestone_of
from milepost.playbooks.records import DayKind, Offset, Phase, PlaybookDocument, Step, StepLink
from milepost.projects.public import LagKind, LinkEdit

DAY_MINUTES = 480
_WHOLE_DAY_MINUTES = 1440


def without_steps(document: PlaybookDocument, gone: Container[str]) -> PlaybookDocument:
    """Return a playbook without some steps: what came after them comes after what came before them.

    Of two links from and to a missing step, the new one leaves the far end of the first and reaches the far end of the
    second, with the lag of the second: what the missing step waited for itself goes with it. A step that thereby comes
    after nothing, and names no start, takes that of the missing.
    """
    steps = {step.key: step for step in document.steps}
    tied = {key: _tied(step, steps, gone) for key, step in steps.items() if key not in gone}
    phases = (
        replace(phase, steps=tuple(tied[step.key] for step in phase.steps if step.key in tied))
        for phase in document.phases
    )
    is_there = document.go_live in tied
    return replace(
        document, phases=tuple(phase for phase in phases if phase.steps), go_live=document.go_live if is_there else ""
    )


def _tied(step: Step, steps: dict[str, Step], gone: Container[str]) -> Step:
    if not any(link.key in gone for link in step.after):
        return _with_known_milestones(step, steps, gone)
    links = tuple(_longest(_through(step.after, steps, gone)))
    starts = step.starts
    if starts is None and not links:
        starts = next((steps[link.key].starts for link in step.after if steps[link.key].starts), None)
    return _with_known_milestones(replace(step, after=links, starts=starts), steps, gone)


def _with_known_milestones(step: Step, steps: dict[str, Step], gone: Container[str]) -> Step:
    """Turn an offset from a milestone that is left out into links to what came before it."""
    offset = step.starts
    if offset is None or offset.anchor not in steps or offset.anchor not in gone:
        return step
    minutes = offset.days * DAY_MINUTES
    links = _through((StepLink(offset.anchor, "FS", minutes),), steps, gone)
    return replace(step, starts=None, after=tuple(_longest([*step.after, *links])))


def _through(links: tuple[StepLink, ...], steps: dict[str, Step], gone: Container[str]) -> Iterator[StepLink]:
    for link in links:
        if link.key not in gone:
            yield link
            continue
        for before in _through(steps[link.key].after, steps, gone):
            yield StepLink(before.key, before.type[0] + link.type[1], link.lag_minutes)


def _longest(links: Iterator[StepLink] | list[StepLink]) -> Iterator[StepLink]:
    """Of several links of one type to one step keep that with the longest lag."""
    found: dict[tuple[str, str], StepLink] = {}
    for link in links:
        known = found.get((link.key, link.type))
        if known is None or known.lag_minutes < link.lag_minutes:
            found[link.key, link.type] = link
    yield from found.values()


def links_of(document: PlaybookDocument) -> Iterator[LinkEdit]:
    """Yield the dependencies of the plan, with those that stand for offsets after milestones."""
    for step in document.steps:
        for link in step.after:
            yield LinkEdit(link.key, step.key, link.type, lag_minutes=link.lag_minutes)
        offset = step.starts
        if offset is not None and offset.days >= 0 and (milestone := milestone_of(document, offset)):
            yield _after(milestone, step, offset)


def _after(milestone: str, step: Step, offset: Offset) -> LinkEdit:
    is_working = offset.kind == DayKind.WORKING
    minutes = offset.days * (DAY_MINUTES if is_working else _WHOLE_DAY_MINUTES)
    kind = LagKind.WORKING if is_working else LagKind.ELAPSED
    return LinkEdit(milestone, step.key, lag_minutes=minutes, lag_kind=kind)


def scaled(document: PlaybookDocument, share: float) -> PlaybookDocument:
    """Return a playbook whose lengths (half an hour at least), lags and offsets are a share of what they were."""

    def days(offset: Offset | None) -> Offset | None:
        return offset and replace(offset, days=round(offset.days * share))

    def minutes(length: int) -> int:
        return min(length, max(30, round(length * share / 30) * 30))

    def step(one: Step) -> Step:
        after = tuple(replace(link, lag_minutes=round(link.lag_minutes * share)) for link in one.after)
        starts, due = days(one.starts), days(one.due)
        return replace(one, lasts_minutes=minutes(one.lasts_minutes), after=after, starts=starts, due=due)

    phases = tuple(
        Phase(key=phase.key, title=phase.title, steps=tuple(step(one) for one in phase.steps))
        for phase in document.phases
    )
    return replace(document, phases=phases)
