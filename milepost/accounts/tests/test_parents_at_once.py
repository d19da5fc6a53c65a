"""Two people make two accounts each other's parent at the same moment: one of them is refused."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from milepost.accounts.models import Account, Stage
from milepost.accounts.public import change_account
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Invalid


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_it_lets_no_two_accounts_become_each_others_parent():
    stage = Stage.objects.first() or Stage.objects.create(name="Any", kind="live", position=1)
    one, two = (Account.objects.create(name=name, stage=stage) for name in ("One", "Two"))
    start, outcomes = Barrier(2), []

    def put(child: int, parent: int) -> None:
        try:
            start.wait(timeout=10)
            change_account(Account.objects.get(pk=child), {"parent": parent}, actor=SYSTEM)
            outcomes.append("written")
        except Invalid as error:
            outcomes.append(error.fields["parent"])
        finally:
            connection.close()

    threads = [Thread(target=put, args=pair) for pair in ((one.pk, two.pk), (two.pk, one.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(outcomes) == 2
    assert outcomes.count("written") == 1
    assert Account.objects.filter(parent=None).count() == 1
