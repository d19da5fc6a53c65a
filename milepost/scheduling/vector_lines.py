"""The clocks of many runs at once: a timeline's tables as numpy arrays, asked for thousands of moments in one go."""

from typing import Any

import numpy as np

from milepost.scheduling.timeline import DayAndNight, Timeline, WorkLine

type Array = "np.ndarray[Any, np.dtype[np.int64]]"


class VectorLine:
    """A line that answers for arrays: `work`, `finish_at`, `start_at` as in `timeline.WorkLine`."""

    def __init__(self, line: WorkLine) -> None:
        self._line = line if isinstance(line, Timeline) else None
        if not isinstance(line, Timeline | DayAndNight):
            raise TypeError("only timelines that run forward can be asked for arrays")
        self._load()

    def work(self, moments: Array) -> Array:
        """Return the coordinates of moments."""
        if self._line is None:
            return moments
        self._cover(self._line.work, moments)
        at = np.searchsorted(self._starts, moments, side="right") - 1
        return self._shift[at] + np.minimum(moments, self._ends[at])

    def finish_at(self, works: Array) -> Array:
        """Return the first moments with these coordinates."""
        if self._line is None:
            return works
        self._cover(self._line.finish_at, works)
        return works - self._shift[np.searchsorted(self._before, works, side="left") - 1]

    def start_at(self, works: Array) -> Array:
        """Return the last moments with these coordinates."""
        if self._line is None:
            return works
        self._cover(self._line.start_at, works)
        return works - self._shift[np.searchsorted(self._before, works, side="right") - 1]

    def moment_at(self, positions: Array) -> Array:
        """Return the moments of doubled positions (see `nodes`)."""
        half = positions >> 1
        if self._line is None:
            return half
        return np.where(positions & 1, self.start_at(half), self.finish_at(half))

    def _cover(self, ask: Any, values: Array) -> None:
        """Let the timeline grow until it knows the least and the greatest of the values."""
        if not values.size or self._line is None:
            return
        before = self._line.size
        ask(int(values.min()))
        ask(int(values.max()))
        if self._line.size != before:
            self._load()

    def _load(self) -> None:
        if self._line is not None:
            tables = (np.array(table, dtype=np.int64) for table in self._line.tables())
            self._starts, self._ends, self._before, self._shift = tables
