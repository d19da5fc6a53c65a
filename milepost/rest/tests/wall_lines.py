"""What a line of the wall says, and who is who."""

from dataclasses import dataclass, field
from typing import Any

EVERYONE = {"ada", "lena", "max", "fiona", "victor"}
WRITERS = EVERYONE - {"victor"}
TEAM_MANAGERS = {"ada", "lena"}
MANAGERS = ACCOUNT_MANAGERS = {"ada", "lena"}
READERS_OF_ALL = EVERYONE - {"fiona"}
ADMIN = {"ada"}
ONLY_MAX = {"max"}
OTHERS = {"ada", "lena", "fiona"}
MATCH = {"If-Match": "*"}


@dataclass(frozen=True)
class Line:
    """Who may call an operation, and a request that works. Those who may not get `refusal` (404: not theirs).

    To those in `hidden_from` there is no such thing (`unseen`). A text of the body in braces stands for a key of the
    world.
    """

    allowed: set[str]
    path: str
    scope: str = "read"
    body: dict[str, Any] | None = None
    refusal: int = 403
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    hidden_from: set[str] = field(default_factory=set)
    unseen: int = 404


def of_account(path, scope="read", body=None, **more: Any) -> Line:
    """A line about the account, on whose team fiona is not; victor only reads."""
    readers = EVERYONE if scope == "read" else WRITERS
    return Line(readers - {"fiona"}, path, scope, body, hidden_from={"fiona"}, **more)
