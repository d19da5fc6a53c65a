import datetime as dt

import pytest

from milepost.lib.errors import Invalid
from milepost.scheduling.levelling import LevellingMethod, level
from milepost.scheduling.psplib import plan_of, read_file, read_instance
from milepost.scheduling.public import schedule

START = dt.datetime(2026, 3, 2, 8)  # noqa: DTZ001 - wall clock
WEIGHT = 6 * 480

# Four units. Jobs 2 and 3 need three each, 4 needs one: 2 and 3 never run together, so no schedule is shorter than
# 3 + 4 = 7 periods, and 4 fits beside them.
TEXT = """\
************************************************************************
file with basedata            : own.bas
initial value random generator: 7
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  12
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      0        7        1        5
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          1           5
   3        1          1           5
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       3
  3      1     4       3
  4      1     5       1
  5      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    4
************************************************************************
"""


def test_it_reads_jobs_successors_demands_and_capacities(tmp_path):
    path = tmp_path / "own.sm"
    path.write_text(TEXT)
    found = read_file(path)
    assert found.durations == (0, 3, 4, 5, 0)
    assert found.successors == ((2, 3, 4), (5,), (5,), (5,), ())
    assert found.demands == ((0,), (3,), (3,), (1,), (0,))
    assert found.capacities == (4,)


def test_it_levels_as_a_plan_to_the_optimum():
    plan = plan_of(read_instance(TEXT), START)
    assert schedule(plan).finish == dt.datetime(2026, 3, 6, 17)  # noqa: DTZ001 - wall clock
    found = level([plan], method=LevellingMethod.GREEDY)
    assert found.reached[1].value == 7 * WEIGHT
    assert found.overloads == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("RESOURCEAVAILABILITIES:", "", "no “RESOURCEAVAILABILITIES:”"),
        (
            "   2        1          1           5",
            "   2        1          2           5",
            "as many successors as it says",
        ),
        ("   2        1          1           5", "   2        3          1           5", "single mode"),
        ("   2        1          1           5", "   2        1          1           9", "does not exist"),
        ("  2      1     3       3", "  2      1     3", "one demand a resource"),
        ("  2      1     3       3", "  2      1     3.5     3", "line 29"),
        ("  2      1     3       3\n", "", "without gaps"),
    ],
)
def test_it_says_what_it_cannot_read(old, new, said):
    assert old in TEXT
    with pytest.raises(Invalid, match="no single-mode file of PSPLIB") as refused:
        read_instance(TEXT.replace(old, new, 1))
    assert said in refused.value.message
