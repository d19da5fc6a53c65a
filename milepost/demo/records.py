"""What crosses the demo's door without Django: its size, and the sign-ins that its data folder keeps."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

DEFAULT_ACCOUNTS = 60
FILE = "demo-logins.json"


@dataclass(frozen=True, slots=True)
class Login:
    """How one of the demo's people signs in."""

    email: str
    password: str
    role: str
    name: str
    title: str


def write_logins(data_dir: Path, entries: Sequence[Login]) -> None:
    """Keep the sign-ins in the data folder, for the sign-in page and for `milepost demo --show-logins`."""
    path = data_dir / FILE
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump([asdict(entry) for entry in entries], file, indent=1, ensure_ascii=False)
    part.rename(path)


def read_logins(data_dir: Path) -> list[Login]:
    """Return the sign-ins of the demo in `data_dir`; none when there is no demo."""
    path = data_dir / FILE
    return [Login(**entry) for entry in json.loads(path.read_text())] if path.is_file() else []
