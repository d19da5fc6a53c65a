"""What happened in the room, for the others."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProjectCreated:
    project_id: int


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """The plan of a project was changed, whether or not dates moved; `revision` is its new one."""

    project_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class ForecastMoved:
    """The forecast of go-live moved; `to` is None when no task is left."""

    project_id: int
    before: dt.date
    to: dt.date | None
