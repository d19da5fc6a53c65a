"""The playbooks that come with Milepost, and new versions of them where nobody wrote their own."""

from collections.abc import Iterator
from pathlib import Path

from milepost.lib.actor import SYSTEM
from milepost.playbooks.actions.versions import save_playbook
from milepost.playbooks.models import Playbook
from milepost.playbooks.reading.documents import read_playbook
from milepost.playbooks.reading.writing import playbook_data
from milepost.playbooks.records import PlaybookDocument

FOLDER = Path(__file__).parent.parent / "shipped"


def shipped_playbooks() -> Iterator[PlaybookDocument]:
    """Yield what the shipped files say, by name of the file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield read_playbook(path.read_bytes())


def load_shipped() -> int:
    """Bring the shipped playbooks up to date; return how many are new or other. What people wrote stays as it is."""
    known = {playbook.key: playbook for playbook in Playbook.objects.select_related("published")}
    written = 0
    for document in shipped_playbooks():
        playbook = known.get(document.key)
        last = playbook.versions.order_by("-number").first() if playbook is not None else None
        if last is not None and (not last.is_shipped or last.document == playbook_data(document)):
            continue
        save_playbook(document, actor=SYSTEM, is_shipped=True)
        written += 1
    return written
