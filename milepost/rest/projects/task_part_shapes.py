"""How what gathers around tasks looks: steps, comments, blocks, watchers."""

import datetime as dt
from typing import Any

from milepost.apikit.public import Answer
from milepost.projects.public import PartySide, TaskComment, TaskWatcher, Visibility
from milepost.rest.accounts.shapes import Reference
from milepost.rest.shapes import PersonReference


class StepAnswer(Answer):
    """A step of a checklist."""

    id: int
    text: str
    is_done: bool
    position: int
    version: int


class CommentAnswer(Answer):
    """Something that was said about a task, as Markdown: by a colleague, or by a `contact` of the customer."""

    id: int
    author: PersonReference | None
    contact: Reference | None
    visibility: Visibility
    text: str
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    @staticmethod
    def resolve_author(comment: TaskComment) -> dict[str, Any] | None:
        return PersonReference.show(comment.author) if comment.author else None

    @staticmethod
    def resolve_contact(comment: TaskComment) -> dict[str, Any] | None:
        return Reference.show(comment.contact) if comment.contact else None


class BlockAnswer(Answer):
    """Something that holds a task up, or did `until` a moment."""

    id: int
    side: PartySide
    who: str
    why: str
    since: dt.datetime
    until: dt.datetime | None
    version: int


class WatcherAnswer(Answer):
    """Somebody who is told what happens with a task."""

    id: int
    user: PersonReference

    @staticmethod
    def resolve_user(watcher: TaskWatcher) -> dict[str, Any]:
        return PersonReference.show(watcher.user)
