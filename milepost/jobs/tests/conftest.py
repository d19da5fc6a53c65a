import pytest

from milepost.jobs.tests import tasks


@pytest.fixture
def seen():
    tasks.seen.clear()
    return tasks.seen
