"""The door of the playbooks room."""

from milepost.playbooks.actions.drafts import (
    begin_draft,
    change_draft,
    discard_draft,
    new_draft,
    publish_draft,
    undo_act,
)
from milepost.playbooks.actions.learning import learn_from_runs
from milepost.playbooks.actions.shipping import load_shipped, shipped_playbooks
from milepost.playbooks.actions.starting import start_playbook
from milepost.playbooks.actions.versions import (
    archive_playbook,
    import_playbook,
    publish_version,
    restore_playbook,
    save_playbook,
)
from milepost.playbooks.models import Playbook, PlaybookDraft, PlaybookVersion, Run, RunStep
from milepost.playbooks.queries.previews import preview_start
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.reading.documents import playbook_of_data, read_playbook
from milepost.playbooks.reading.faults import Fault, WrongPlaybook
from milepost.playbooks.reading.writing import playbook_data, write_playbook
from milepost.playbooks.records import AnchorSource, PlaybookDocument, anchor_sources
from milepost.playbooks.records_start import Late, Preview, StartRequest

__all__ = [
    "AnchorSource",
    "Fault",
    "Late",
    "Playbook",
    "PlaybookDocument",
    "PlaybookDraft",
    "PlaybookVersion",
    "Preview",
    "Run",
    "RunStep",
    "StartRequest",
    "WrongPlaybook",
    "anchor_sources",
    "archive_playbook",
    "begin_draft",
    "change_draft",
    "discard_draft",
    "import_playbook",
    "learn_from_runs",
    "load_shipped",
    "new_draft",
    "playbook_data",
    "playbook_of_data",
    "preview_start",
    "publish_draft",
    "publish_version",
    "published_version",
    "read_playbook",
    "restore_playbook",
    "save_playbook",
    "shipped_playbooks",
    "start_playbook",
    "undo_act",
    "write_playbook",
]
