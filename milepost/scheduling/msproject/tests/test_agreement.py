"""The engine agrees with Microsoft Project on plans that it has not made itself."""

import pytest

from milepost.scheduling.msproject.answers import answer_of
from milepost.scheduling.msproject.reading import read_file
from milepost.scheduling.msproject.tests.agreement import Agreement
from milepost.scheduling.msproject.tests.documents import sample_plans

pytestmark = pytest.mark.skipif(not sample_plans(), reason="the sample plans are not on this machine")


@pytest.mark.parametrize("path", sample_plans(), ids=lambda path: path.stem)
def test_it_computes_what_project_computed(path):
    found = Agreement(path)
    assert found.fields > 100
    assert found.share >= 0.97, found.differences


@pytest.mark.parametrize("path", sample_plans(), ids=lambda path: path.stem)
def test_it_keeps_the_stored_dates_of_a_file_that_agrees_with_itself(path):
    assert answer_of(read_file(path)).is_stored
