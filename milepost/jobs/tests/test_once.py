import pytest

from milepost.jobs.models import Receipt
from milepost.jobs.public import once

pytestmark = pytest.mark.django_db


def test_it_says_whether_this_is_the_first_time():
    answers = []
    for _run in range(3):
        with once("a") as is_first:
            answers.append(is_first)
    assert answers == [True, False, False]


def test_it_takes_the_receipt_back_when_the_effect_fails():
    with pytest.raises(RuntimeError), once("a"):
        raise RuntimeError
    assert not Receipt.objects.exists()
    with once("a") as is_first:
        assert is_first
