"""Steps that wait for each other: by links, or because one is counted from a milestone that it leads to."""

from milepost.playbooks.records import GO_LIVE, Offset, PlaybookDocument, Step


def circle(document: PlaybookDocument) -> list[str]:
    """Return the keys of steps that wait for each other in a round, the first one again at the end; empty if none."""
    before = {step.key: waits_for(document, step) for step in document.steps}
    done: set[str] = set()
    for key in before:
        found = _walk(key, before, done)
        if found:
            return found
    return []


def waits_for(document: PlaybookDocument, step: Step) -> list[str]:
    """Return the steps whose dates must be known before this one's."""
    offsets = [offset for offset in (step.starts, step.due) if offset is not None]
    counted = [key for key in (milestone_of(document, offset) for offset in offsets) if key]
    return [key for key in dict.fromkeys([*(link.key for link in step.after), *counted]) if key != step.key]


def milestone_of(document: PlaybookDocument, offset: Offset) -> str:
    """Return the milestone from which an offset is counted once its date is computed; empty where it is a known day.

    After go-live is counted from the milestone. Before it, from the day that is agreed at the start.
    """
    if offset.anchor == GO_LIVE:
        return document.go_live if offset.days > 0 else ""
    return offset.anchor if any(each.key == offset.anchor and each.is_milestone for each in document.steps) else ""


def _walk(start: str, before: dict[str, list[str]], done: set[str]) -> list[str]:
    """Go backwards from a step, keeping the way; a step met again on the way closes a circle."""
    way: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        key, is_left = waiting.pop()
        if is_left:
            done.add(way.pop())
            continue
        if key in way:
            return [*way[way.index(key) :], key][::-1]
        if key in done or key not in before:
            continue
        way.append(key)
        waiting.append((key, True))
        waiting += [(each, False) for each in before[key]]
    return []
