"""Progress of long work in a terminal."""

import sys
from collections.abc import Callable


def progress_line(purpose: str) -> Callable[[int, int], None]:
    """Return a reporter that says `purpose` and how much is done: on one line of a terminal, else at the end."""
    on_terminal = sys.stderr.isatty()

    def report(done: int, total: int) -> None:
        is_last = done >= total
        if on_terminal:
            sys.stderr.write(f"\r  {purpose}: {done} of {total}" + ("\n" if is_last else ""))
        elif is_last:
            sys.stderr.write(f"  {purpose}: done ({total})\n")
        sys.stderr.flush()

    return report
