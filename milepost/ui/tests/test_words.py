"""What the template tags say."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.ui.templatetags.ui import ago


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (dt.timedelta(seconds=20), "just now"),
        (dt.timedelta(days=3, hours=18), "3\xa0days ago"),
        (dt.timedelta(days=135), "4\xa0months ago"),
        (-dt.timedelta(hours=5, minutes=1), "in 5\xa0hours"),
    ],
)
def test_it_says_in_one_unit_how_long_ago_a_moment_was(before, said):
    assert ago(timezone.now() - before) == said


def test_it_says_nothing_of_no_moment():
    assert ago(None) == ""
