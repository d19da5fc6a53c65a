"""Old runs of feeds go, and what is needed stays."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import Account
from milepost.integrations.feeds.models import FeedRun
from milepost.integrations.feeds.sweeping import sweep_runs
from milepost.integrations.feeds.tests.conftest import FILE, look, put
from milepost.jobs.testing import run_all_jobs

pytestmark = pytest.mark.django_db


def age(days=91):
    FeedRun.objects.update(ended_at=timezone.now() - dt.timedelta(days=days))


def ended(feed, state, count=1):
    for _number in range(count):
        FeedRun.objects.create(feed=feed, state=state, ended_at=timezone.now())


def test_it_sweeps_old_runs_but_the_last(fetching):
    ended(fetching, "unchanged", 3)
    age()
    assert sweep_runs.call() == 2
    assert sweep_runs.call() == 0
    assert FeedRun.objects.count() == 1


def test_it_leaves_young_ones_and_those_at_work(fetching):
    ended(fetching, "imported", 3)
    age(89)
    FeedRun.objects.create(feed=fetching)
    assert sweep_runs.call() == 0
    assert FeedRun.objects.count() == 4


def test_a_folder_does_not_import_a_content_again_after_its_runs_are_swept(watching, folder):
    put(folder, "accounts.csv")
    look()
    ended(watching, "refused", 2)
    age()
    assert sweep_runs.call() == 1
    Account.objects.update(name="Renamed since")
    put(folder, "again.csv", FILE)
    look()
    run_all_jobs()
    assert FeedRun.objects.latest("id").state == "unchanged"
    assert set(Account.objects.values_list("name", flat=True)) == {"Renamed since"}
