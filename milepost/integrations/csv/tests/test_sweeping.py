import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.files.public import StoredFile
from milepost.integrations.csv.beginning import keep_file
from milepost.integrations.csv.models import Import, ImportRow, Refusal
from milepost.integrations.csv.records import ImportState
from milepost.integrations.csv.running.work import begin
from milepost.integrations.csv.sweeping import sweep_imports
from milepost.integrations.csv.tests.conftest import OPERATOR, prepare
from milepost.lib.errors import Conflict

pytestmark = pytest.mark.django_db
FILE = "id;company;signed\nA1;Acme;16-10-2024\nA2;Bolt;31-02-2024\n"
HOW = {"columns": {"company": "name", "signed": "contract_start"}, "key_column": "id"}


def age(import_, days):
    moment = timezone.now() - dt.timedelta(days=days)
    Import.objects.filter(pk=import_.pk).update(created_at=moment - dt.timedelta(days=1), applied_at=moment)


def test_it_sweeps_what_can_no_longer_be_taken_back_and_keeps_the_counts(imported, signed_in, lena, settings):
    import_ = imported("accounts", FILE, **HOW)
    age(import_, 89)
    sweep_imports.call()
    assert ImportRow.objects.exists()
    assert Refusal.objects.exists()
    age(import_, 91)
    assert sweep_imports.call() == 1
    import_.refresh_from_db()
    assert (import_.created, import_.refused, import_.file, import_.can_undo) == (1, 1, None, False)
    assert not ImportRow.objects.exists()
    assert not Refusal.objects.exists()
    assert not StoredFile.objects.exists()
    assert "Acme" not in str(import_.profile)
    with pytest.raises(Conflict):
        begin(import_, ImportState.UNDOING, actor=OPERATOR)
    shown = signed_in(lena).get(reverse("integrations:import-detail", args=[import_.pk])).text
    assert "were swept" in shown
    assert "Take it back" not in shown
    assert sweep_imports.call() == 0


def test_the_time_is_a_setting(imported, settings):
    age(imported("accounts", FILE, **HOW), 8)
    settings.IMPORT_KEEP_DAYS = 7
    assert sweep_imports.call() == 1


def test_a_sweep_that_was_cut_off_is_gone_on_with(imported):
    import_ = imported("accounts", FILE, **HOW)
    Import.objects.filter(pk=import_.pk).update(swept_at=timezone.now())
    sweep_imports.call()
    assert not ImportRow.objects.exists()
    assert not StoredFile.objects.exists()


def test_one_that_was_never_applied_goes_as_a_whole(db):
    age(prepare("accounts", FILE, **HOW), 100)
    sweep_imports.call()
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()


def test_one_at_work_is_left(db):
    import_ = prepare("accounts", FILE, **HOW)
    begin(import_, ImportState.APPLYING, actor=OPERATOR)
    age(import_, 100)
    assert sweep_imports.call() == 0
    assert StoredFile.objects.exists()


def test_a_file_that_no_import_followed_goes_after_a_day(db, imported):
    from django.core.files.base import ContentFile

    imported("accounts", FILE, **HOW)
    lost = keep_file(ContentFile(b"a,b\n1,2\n", name="lost.csv"), actor=OPERATOR)
    sweep_imports.call()
    assert StoredFile.objects.count() == 2
    StoredFile.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    sweep_imports.call()
    assert not StoredFile.objects.filter(pk=lost.pk).exists()
    assert StoredFile.objects.count() == 1
