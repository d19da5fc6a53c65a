"""Colleagues whom a comment mentions: written as `@[name](number)`, typed and read as @name."""

import re

from milepost.identity.public import User
from milepost.lib.mentions import ByName, Mention, like, mentions_in
from milepost.projects.models import Task

_MARK = re.compile(r"@\[([^\]\n]{1,120})\]\((\d{1,18})\)")


def mentioned_in(text: str) -> set[int]:
    """Return the numbers of the colleagues whom a text mentions."""
    return {int(key) for _name, key in _MARK.findall(text)}


def without_marks(text: str) -> str:
    """Return a text in which mentions are names in bold: what is rendered as Markdown, or sent as a mail."""
    return _MARK.sub(r"**@\1**", text)


def not_reached(task: Task, text: str, viewer: User) -> list[str]:
    """Return those whom a text mentions though they do not see the task, and are not told; of whom `viewer` sees."""
    mentioned = User.objects.visible_to(viewer).filter(pk__in=mentioned_in(text)).order_by("name_folded", "pk")
    return [str(user) for user in mentioned if not Task.objects.visible_to(user).filter(pk=task.pk).exists()]


class Colleagues:
    """Those whom `viewer` may mention. One query, when it is asked first."""

    def __init__(self, viewer: User) -> None:
        self._rows = User.objects.visible_to(viewer).active().order_by("name_folded", "pk")
        self._known: tuple[list[User], ByName[User]] | None = None

    def with_marks(self, text: str) -> str:
        """Return what somebody typed with a mark for each name behind an @ that just one colleague has."""
        if "@" not in text:
            return text
        pieces, done = [], 0
        found: list[Mention[User]] = list(mentions_in(text, self._by_name.named))
        for mention in found:
            pieces += [text[done : mention.start], _mark(mention.person)]
            done = mention.end
        return "".join([*pieces, text[done:]])

    def as_typed(self, text: str) -> str:
        """Return a text for its author to change: a mark is a name again, where the name says enough."""
        return _MARK.sub(self._typed, text) if _MARK.search(text) else text

    def like(self, text: str) -> list[tuple[User, str]]:
        """Return colleagues whose name begins like `text`, each with what is to be written behind the @."""
        return [(one, self._words(one)) for one in like(self._people, text)]

    @property
    def _people(self) -> list[User]:
        return self._read()[0]

    @property
    def _by_name(self) -> ByName[User]:
        return self._read()[1]

    def _read(self) -> tuple[list[User], ByName[User]]:
        if self._known is None:
            people = list(self._rows)
            self._known = people, ByName(people)
        return self._known

    def _words(self, user: User) -> str:
        return user.name if self._by_name.named(user.name) == user else _mark(user).removeprefix("@")

    def _typed(self, mark: re.Match[str]) -> str:
        known = self._by_name.named(mark[1])
        return f"@{mark[1]}" if known is not None and known.pk == int(mark[2]) else mark[0]


def _mark(user: User) -> str:
    name = str(user).translate(str.maketrans("[]\n", "() "))[:120]
    return f"@[{name}]({user.pk})"
