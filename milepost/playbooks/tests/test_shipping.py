"""The playbooks that come with Milepost are loaded, and updated where nobody wrote their own."""

from milepost.lib.actor import SYSTEM
from milepost.playbooks.models import Playbook
from milepost.playbooks.public import load_shipped, read_playbook, save_playbook
from milepost.playbooks.tests.documents import SMALL


def test_they_are_loaded_once_and_updated_unless_somebody_wrote_their_own(db, monkeypatch):
    document = read_playbook(SMALL)
    other = read_playbook(SMALL.replace("onboarding-small", "other"))
    monkeypatch.setattr("milepost.playbooks.actions.shipping.shipped_playbooks", lambda: [document, other])
    assert (load_shipped(), load_shipped()) == (2, 0)
    save_playbook(read_playbook(SMALL.replace("Look back", "Look around")), actor=SYSTEM)
    newer = [read_playbook(SMALL.replace("Look back", "Look ahead"))]
    newer.append(read_playbook(SMALL.replace("onboarding-small", "other").replace("Look back", "Look ahead")))
    monkeypatch.setattr("milepost.playbooks.actions.shipping.shipped_playbooks", lambda: newer)
    assert load_shipped() == 1
    numbers = {each.key: each.published.number for each in Playbook.objects.select_related("published")}
    assert numbers == {"onboarding-small": 2, "other": 2}
    assert Playbook.objects.get(key="onboarding-small").published.records.steps[-1].title == "Look around"
