"""The demo's data folder and its start. A folder is the demo's own only when it holds the demo's stamp."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import milepost
from milepost.config.env import default_data_dir
from milepost.config.serving.locks import RUN_DIR, alone
from milepost.demo.records import Login
from milepost.lib.errors import Conflict

STAMP = "demo.json"
_CHECKOUT = Path(milepost.__file__).resolve().parent.parent


def default_folder() -> Path:
    """Return where the demo's data are unless a person names a folder: in the checkout, as `bin/demo` has them."""
    if _in_checkout() and os.access(_CHECKOUT, os.W_OK):
        return _CHECKOUT / "var" / "demo"
    return default_data_dir().with_name("milepost-demo")


def command_for(folder: Path) -> str:
    """Return the words that start the demo of `folder`."""
    command = "bin/demo" if _in_checkout() else "milepost demo"
    return command if folder == default_folder() else f"{command} --data-dir {folder}"


def _in_checkout() -> bool:
    return (_CHECKOUT / "bin" / "demo").is_file()


def stamped_accounts(data_dir: Path) -> int | None:
    """Return the number of accounts of the demo in `data_dir`, None when there is no demo."""
    path = data_dir / STAMP
    return int(json.loads(path.read_text())["accounts"]) if path.is_file() else None


def stamped_day(data_dir: Path) -> dt.date | None:
    """Return the day that the demo in `data_dir` was begun on; None for one from before days were kept."""
    day = json.loads((data_dir / STAMP).read_text()).get("day")
    return dt.date.fromisoformat(day) if day else None


def claim(data_dir: Path, accounts: int) -> None:
    """Make `data_dir` a demo's folder; raise `Conflict` when it holds something else."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(path.name != RUN_DIR for path in data_dir.iterdir()):
        raise _not_ours(data_dir)
    (data_dir / STAMP).write_text(
        json.dumps({"accounts": accounts, "day": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"}) + "\n"
    )


def clear(data_dir: Path) -> None:
    """Delete what a demo made in `data_dir`; nothing else is ever deleted, and not while it runs."""
    if not data_dir.exists() or not any(data_dir.iterdir()):
        return
    if stamped_accounts(data_dir) is None:
        raise _not_ours(data_dir)
    with alone(data_dir):
        for path in sorted(data_dir.iterdir(), key=lambda path: path.name == STAMP):
            # The stamp goes last: a clearing that was broken off can be done again.
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _not_ours(data_dir: Path) -> Conflict:
    words = f"{data_dir} holds something that no demo made; it stays as it is. Name another folder with --data-dir."
    return Conflict("not-a-demo", words)


def box(lines: Sequence[str]) -> str:
    """Return the lines inside a frame."""
    width = max(map(len, lines))
    middle = [f"│ {line:<{width}} │" for line in lines]
    return "\n".join([f"╭{'─' * (width + 2)}╮", *middle, f"╰{'─' * (width + 2)}╯"])


def welcome(url: str, entries: Sequence[Login], folder: Path) -> str:
    """Return what the person reads once the demo answers: the address and one sign-in of each role."""
    by_role: dict[str, Login] = {}
    for entry in entries:
        by_role.setdefault(entry.role, entry)
    rows = [(one.role, one.email, one.password, one.title) for one in by_role.values()]
    return box(
        [
            f"Milepost is ready:  {url}",
            "",
            *table(rows),
            "",
            f"{len(entries)} people can sign in: {command_for(folder)} --show-logins",
            "Ctrl-C ends it; the data stays for the next start.",
        ]
    )


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
