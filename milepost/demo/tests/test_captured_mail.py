import pytest

from milepost.accounts.public import CapturedMail, MailState
from milepost.demo.public import World, build_demo
from milepost.identity.public import User

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_it_captures_mail_on_accounts_and_leaves_some_waiting(settings):
    settings.CAPTURE_ADDRESS = "capture@halden.example"
    assert [part.key for part in build_demo(World(accounts=8))]
    assigned = CapturedMail.objects.filter(state=MailState.ASSIGNED)
    assert assigned.count() >= 8
    assert all(mail.touchpoint.account == mail.account for mail in assigned.select_related("touchpoint"))
    waiting = CapturedMail.objects.waiting()
    assert set(waiting.values_list("user__role", flat=True)) >= {"admin", "lead", "member"}
    assert not CapturedMail.objects.exclude(state__in=["assigned", "waiting"]).exists()
    assert User.objects.filter(pk__in=assigned.values("user")).exists()
