"""Whatever stands in a file, it is dated or refused in words: never a traceback, never without end."""

import io
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.lib.errors import DomainError
from milepost.scheduling.msproject.answers import answer_of
from milepost.scheduling.msproject.files import file_of
from milepost.scheduling.msproject.people_table import ASSIGNMENT, RESOURCE
from milepost.scheduling.msproject.reading import read_file
from milepost.scheduling.msproject.shapes import Value
from milepost.scheduling.msproject.tables import EXCEPTION, SETTINGS, WEEK_DAY
from milepost.scheduling.msproject.task_table import LINK, TASK
from milepost.scheduling.msproject.tests.documents import calendar, document, link, read, task
from milepost.scheduling.tests.plans import EXAMPLES

tried = settings(max_examples=3 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

DAYS, HOURS = ("1984-01-01", "2026-03-02", "2026-03-14", "2149-12-31"), ("00", "08", "17")
STRANGE = [
    *["", "0", "1", "-1", "2", "5", "9", "99", "-480", "1e9", "4800.5", "true", "NA", "x", "2026-03-02"],
    *["PT8H0M0S", "PT0H0M0S", "PT0.5S", "PT99999H0M0S", "00:00:00", "08:00:00", "23:59:00"],
    *(f"{day}T{hour}:00:00" for day in DAYS for hour in HOURS),
]  # fmt: skip
KEYS = {"UID", "TaskUID", "ResourceUID", "PredecessorUID", "DayType"}


PERIOD = "<TimePeriod><FromDate>2026-01-01T00:00:00</FromDate><ToDate>2028-01-01T00:00:00</ToDate></TimePeriod>"


def written(pairs):
    """Return elements with such texts."""
    return "".join(f"<{name}>{text}</{name}>" for name, text in pairs)


def elements_of(shape):
    names = [column.element for column in shape.columns if isinstance(column, Value) and column.element not in KEYS]
    return st.lists(st.sampled_from([(name, text) for name in names for text in STRANGE]), max_size=4).map(written)


# Made once: making a strategy takes longer than drawing from it.
OF_TASK, OF_LINK, OF_SETTINGS = elements_of(TASK), elements_of(LINK), elements_of(SETTINGS)
OF_RESOURCE, OF_ASSIGNMENT = elements_of(RESOURCE), elements_of(ASSIGNMENT)
EXCEPTIONS = st.just("") | elements_of(EXCEPTION).map(lambda more: f"<Exception>{PERIOD}{more}</Exception>")
MONDAY, TUESDAY = (
    elements_of(WEEK_DAY).map(lambda more, day=day: f"<WeekDay><DayType>{day}</DayType>{more}</WeekDay>")
    for day in (2, 3)
)
DAYS_OF_WEEK = st.just("") | st.tuples(MONDAY, TUESDAY).map("".join)
LEVELS = st.sampled_from([1, 2])


@st.composite
def documents(draw):
    own = calendar(1, week_days=draw(DAYS_OF_WEEK), exceptions=draw(EXCEPTIONS))
    follower = f"<PredecessorLink><PredecessorUID>2</PredecessorUID>{draw(OF_LINK)}</PredecessorLink>{draw(OF_TASK)}"
    second = task(2, link(1) + draw(OF_TASK), level=draw(LEVELS))
    tasks = task(1, draw(OF_TASK)) + second + task(3, follower)
    return document(
        tasks,
        settings="<StartDate>2026-03-02T08:00:00</StartDate>" + draw(OF_SETTINGS),
        calendars=own + calendar(2, base=1),
        resources=f"<Resource><UID>1</UID><Name>Ada</Name><CalendarUID>2</CalendarUID>{draw(OF_RESOURCE)}</Resource>",
        assignments="<Assignment><UID>1</UID><TaskUID>3</TaskUID><ResourceUID>1</ResourceUID>"
        f"{draw(OF_ASSIGNMENT)}</Assignment>",
    )


@given(text=documents(), recompute=st.booleans())
@tried
def test_it_dates_or_refuses_whatever_stands_in_a_file(text, recompute):
    try:
        answer = answer_of(read(text), recompute=recompute)
    except DomainError:
        return
    assert len(answer.tasks) == 3
    file_of(answer.schedule)


@given(data=st.binary(max_size=200), cut=st.integers(0, 2000))
@tried
def test_it_reads_or_refuses_any_bytes(data, cut):
    whole = document().encode()
    for content in (data, whole[:cut] + data, whole[:cut] + data + whole[cut:]):
        with suppress(DomainError):
            read_file(io.BytesIO(content))
