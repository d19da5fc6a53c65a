"""The links of two versions laid over those that stand: only what the versions say otherwise is touched."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from milepost.playbooks.queries.move_lines import Merge
from milepost.playbooks.reading.measures import link_text
from milepost.playbooks.records import StepLink
from milepost.playbooks.records_moves import MoveKind, MoveLine
from milepost.projects.public import Dependency, LinkEdit, LinkRemoval

type LinkKey = tuple[str, str, str]


def link_lines(merge: Merge, removed: set[str]) -> Iterator[MoveLine]:
    """Yield links that come, go, or have another lag; those of `removed` steps go with them.

    One that leads to what is done is left alone, and one with a lag of people's own is asked.
    """
    older, newer = merge.older.links, merge.newer.links
    for key in dict.fromkeys([*newer, *older]):
        before, after = older.get(key), newer.get(key)
        if before == after or merge.is_ended(key[1]) or key[1] in removed:
            continue
        if after is None and key[0] in removed:
            continue
        found = _line(merge, key, before, after)
        if found is not None and (found.is_asked or not _is_of_added(merge, key)):
            yield found
        elif found is not None:
            yield _silent(found)


def _line(merge: Merge, key: LinkKey, before: LinkEdit | None, after: LinkEdit | None) -> MoveLine | None:
    ends = merge.place_of(key[0]), merge.place_of(key[1])
    stored = _stored(merge, key)
    if (after is None and stored is None) or (after is not None and _is_same(stored, after)):
        return None
    if stored is None and before is not None:
        return None  # people took it out
    is_own = stored is not None and not _is_same(stored, before)
    name = f"{key[1]}:after:{key[0]}:{key[2]}"
    edit: LinkEdit | LinkRemoval = LinkRemoval(*ends, key[2])
    if after is not None:
        edit = LinkEdit(*ends, key[2], lag_minutes=after.lag_minutes, lag_kind=after.lag_kind)
    return MoveLine(
        key=name,
        kind=MoveKind.CHANGED,
        title=_title(merge, key[1]),
        of=_("Comes after"),
        before=_words(merge, key, stored),
        after=_words(merge, key, after),
        why=_("People changed it.") if is_own else "",
        is_asked=is_own,
        is_taken=not is_own or merge.choices.takes(name),
        edits=(edit,),
    )


def _stored(merge: Merge, key: LinkKey) -> Dependency | None:
    before, after = merge.ground.tasks.get(key[0]), merge.ground.tasks.get(key[1])
    return merge.ground.links.get((before.pk, after.pk, key[2])) if before and after else None


def _is_same(stored: Dependency | None, said: LinkEdit | None) -> bool:
    if stored is None or said is None:
        return False
    return (stored.lag_minutes, stored.lag_kind, stored.lag_percent) == (said.lag_minutes, said.lag_kind, 0)


def _is_of_added(merge: Merge, key: LinkKey) -> bool:
    return key[1] not in merge.ground.tasks


def _silent(line: MoveLine) -> MoveLine:
    """A link of a step that is added is told by the step itself."""
    return MoveLine(key=line.key, kind=MoveKind.ADDED, title="", edits=line.edits)


def _title(merge: Merge, key: str) -> str:
    task = merge.ground.tasks.get(key)
    return task.title if task is not None else str(merge.newer.values[key]["title"])


def _words(merge: Merge, key: LinkKey, link: Dependency | LinkEdit | None) -> str:
    if link is None:
        return ""
    title = _title(merge, key[0]) if key[0] in merge.newer.values or key[0] in merge.ground.tasks else key[0]
    said = link_text(StepLink("x", key[2], link.lag_minutes)).removeprefix("x")
    return f"{title}{said}"
