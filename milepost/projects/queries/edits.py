"""What each kind of edit does to a draft."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.lib.errors import Invalid, NotFound
from milepost.projects.models import Dependency, Task
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.dragging import values_of_dates
from milepost.projects.queries.party_edits import put_party, remove_party
from milepost.projects.queries.plan_rows import take_named_calendar
from milepost.projects.queries.project_edits import edit_project
from milepost.projects.queries.sprint_edits import place_in_backlog, refuse_wrong_sprint
from milepost.projects.queries.task_values import clean_values, consistent
from milepost.projects.records import LinkType
from milepost.projects.records_plan import (
    BacklogPlace,
    CardPlace,
    LinkEdit,
    LinkRemoval,
    LinksOfRemoved,
    NewTask,
    PartyEdit,
    PartyRemoval,
    PlanEdit,
    ProjectEdit,
    TaskDates,
    TaskEdit,
    TaskId,
    TaskPlace,
    TaskRemoval,
)

_LINK_COLUMNS = ("type", "lag_minutes", "lag_kind", "lag_percent")


def make(draft: Draft, edit: PlanEdit) -> Task | None:
    """Change the rows by one edit; return the task at which its movement begins, None where there is none.

    Raises `NotFound` for a task or link that the plan has not, `Invalid` for what cannot be: an unknown column, a task
    below itself, a removal that does not say what becomes of links.
    """
    return _MAKERS[type(edit)](draft, edit)


def _new_task(draft: Draft, edit: NewTask) -> Task:
    if edit.key in draft.keys:
        raise Invalid("key-twice", _("Two new tasks have the same key."), {"key": edit.key})
    parent = draft.task(edit.parent_id) if edit.parent_id is not None else None
    project = draft.project
    task = Task(pk=draft.next_id(), project=project, account_id=project.account_id)
    _take(draft, task, edit.values)
    if not task.title:
        raise Invalid("no-title", _("A task needs a title."), {"title": _("Say what is to be done.")})
    if edit.after_id is None:
        task.parent_id, task.position = parent.pk if parent else None, draft.last_position(parent) + 1
        draft.last_positions[task.parent_id] = task.position
    draft.rows.tasks[task.pk] = task
    draft.keys[edit.key] = task.pk
    draft.new_tasks.append(task)
    if edit.after_id is not None:
        siblings = _siblings(draft, parent, without=task)
        _stand(draft, task, parent, siblings, _place_after(draft, edit.after_id, siblings))
    return task


def _edit_task(draft: Draft, edit: TaskEdit) -> Task:
    task = draft.task(edit.task_id)
    _take(draft, task, edit.values)
    return task


def _date_task(draft: Draft, edit: TaskDates) -> Task:
    return _edit_task(draft, TaskEdit(edit.task_id, values_of_dates(draft, edit)))


def _take(draft: Draft, task: Task, values: Mapping[str, Any]) -> None:
    """Give a task clean values, with those that follow from them; each author is looked up once in an act."""
    author = values.get("author_id")
    known = {"author_id": author} if author in draft.people.authors else {}
    clean = clean_values(task, {name: value for name, value in values.items() if name not in known}) | known
    draft.people.authors.add(clean.get("author_id"))
    refuse_wrong_sprint(draft, task, clean)
    if clean.get("calendar_id") not in {None, task.calendar_id}:
        take_named_calendar(draft.rows, clean["calendar_id"], "calendar_id")
    draft.write_task(task, consistent(task, clean))


def _place_task(draft: Draft, edit: TaskPlace) -> Task:
    task = draft.task(edit.task_id)
    parent = draft.task(edit.parent_id) if edit.parent_id is not None else None
    above = parent
    while above is not None:
        if above is task:
            message = _("“%(task)s” cannot stand below itself.") % {"task": task.title}
            raise Invalid("own-child", message, {"parent_id": message}, task_id=task.pk)
        above = draft.rows.tasks[above.parent_id] if above.parent_id is not None else None
    siblings = _siblings(draft, parent, without=task)
    at = 0 if edit.after_id is None else _place_after(draft, edit.after_id, siblings)
    _stand(draft, task, parent, siblings, at)
    return task


def _place_card(draft: Draft, edit: CardPlace) -> Task:
    """Note where a card is put: read when all else is written, in the column of the state that the task has then."""
    draft.card_places.append(edit)
    return draft.task(edit.task_id)


def _place_after(draft: Draft, after_id: TaskId, siblings: list[Task]) -> int:
    after = draft.task(after_id)
    if after not in siblings:
        message = _("“%(task)s” stands elsewhere.") % {"task": after.title}
        raise Invalid("no-sibling", message, {"after_id": message})
    return siblings.index(after) + 1


def _stand(draft: Draft, task: Task, parent: Task | None, siblings: list[Task], at: int) -> None:
    siblings.insert(at, task)
    if task.parent_id != (parent.pk if parent else None):
        draft.write_task(task, {"parent_id": parent.pk if parent else None})
    draft.renumber(siblings)


def _siblings(draft: Draft, parent: Task | None, *, without: Task) -> list[Task]:
    found = draft.rows.children().get(parent.pk if parent else None, [])
    return [task for task in found if task is not without]


def _remove_task(draft: Draft, edit: TaskRemoval) -> Task:
    task = draft.task(edit.task_id)
    gone = {each.pk for each in _with_all_below(draft, task)}
    links = draft.rows.links.values()
    before = [link for link in links if link.successor_id in gone and link.predecessor_id not in gone]
    after = [link for link in links if link.predecessor_id in gone and link.successor_id not in gone]
    if after and edit.links is None:
        raise _asked_about_links(task, after, draft)
    bridges = [(one, other) for one in before for other in after] if edit.links == LinksOfRemoved.BRIDGE else []
    for link in [link for link in links if {link.predecessor_id, link.successor_id} & gone]:
        draft.drop_link(link)
    for one, other in bridges:
        lag = other.lag_minutes, other.lag_kind, other.lag_percent
        bridge = LinkEdit(one.predecessor_id, other.successor_id, LinkType.FINISH_START, *lag)
        if draft.link(bridge) is None:
            _put_link(draft, bridge)
    for each in gone:
        _drop_task(draft, draft.rows.tasks[each])
    return task


def _asked_about_links(task: Task, after: list[Dependency], draft: Draft) -> Invalid:
    names = [draft.rows.tasks[link.successor_id].title for link in after]
    message = ngettext(
        "“%(other)s” depends on “%(task)s”. Say whether its link goes, or is tied to what came before.",
        "%(count)s tasks depend on “%(task)s”. Say whether their links go, or are tied to what came before.",
        len(after),
    )
    words = {"task": task.title, "count": len(after), "other": names[0]}
    return Invalid("links-asked", message % words, {"links": message % words}, depending=names)


def _with_all_below(draft: Draft, task: Task) -> list[Task]:
    children = draft.rows.children()
    found = [task]
    for each in found:
        found.extend(children.get(each.pk, ()))
    return found


def _drop_task(draft: Draft, task: Task) -> None:
    del draft.rows.tasks[task.pk]
    draft.rows.parties = [party for party in draft.rows.parties if party.task_id != task.pk]
    draft.task_changes.pop(task.pk, None)
    if task.pk < 0:
        draft.new_tasks.remove(task)
    else:
        draft.removed_tasks[task.pk] = task
    if draft.project.go_live_id == task.pk:
        edit_project(draft, ProjectEdit({"go_live_id": None}))


def _put_link(draft: Draft, edit: LinkEdit) -> Task:
    successor = draft.task(edit.successor_id)
    blank = Dependency()
    values = {name: clean_value(blank, name, getattr(edit, name)) for name in _LINK_COLUMNS}
    kind = values.pop("type")
    link = draft.link(edit)
    if link is None:
        link = Dependency(
            pk=draft.next_id(),
            predecessor_id=draft.task(edit.predecessor_id).pk,
            successor_id=successor.pk,
            type=kind,
        )
        draft.put_link(link)
    elif link.pk > 0:
        draft.link_changes.setdefault(link.pk, {}).update(values)
    for name, value in values.items():
        setattr(link, name, value)
    return successor


def _remove_link(draft: Draft, edit: LinkRemoval) -> Task:
    link = draft.link(edit)
    if link is None:
        raise NotFound("unknown-link", _("The plan has no such dependency."))
    draft.drop_link(link)
    return draft.task(edit.successor_id)


_MAKERS: dict[type, Callable[[Draft, Any], Task | None]] = {
    NewTask: _new_task,
    TaskEdit: _edit_task,
    TaskDates: _date_task,
    TaskPlace: _place_task,
    CardPlace: _place_card,
    TaskRemoval: _remove_task,
    LinkEdit: _put_link,
    LinkRemoval: _remove_link,
    PartyEdit: put_party,
    PartyRemoval: remove_party,
    ProjectEdit: edit_project,
    BacklogPlace: place_in_backlog,
}
