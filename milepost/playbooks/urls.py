"""The addresses of the room's pages."""

from django.urls import path

from milepost.playbooks.views import draft_parts, drafts, lessons, moving, new_playbooks, playbooks, starting
from milepost.ui.public import list_page

app_name = "playbooks"
urlpatterns = [
    path("accounts/<int:pk>/start/", starting.account_start, name="account-start"),
    path("playbook-drafts/<int:pk>/", drafts.draft_detail, name="draft-detail"),
    path("playbook-drafts/<int:pk>/change/", drafts.draft_change, name="draft-change"),
    path("playbook-drafts/<int:pk>/discard/", drafts.draft_discard, name="draft-discard"),
    path("playbook-drafts/<int:pk>/publish/", drafts.draft_publish, name="draft-publish"),
    path("playbook-drafts/<int:pk>/undo/", drafts.draft_undo, name="draft-undo"),
    path("playbook-drafts/<int:pk>/<slug:part>/<slug:key>/", draft_parts.draft_part, name="draft-part"),
    path(
        "playbook-drafts/<int:pk>/<slug:part>/<slug:key>/remove/",
        draft_parts.draft_part_remove,
        name="draft-part-remove",
    ),
    path("playbook-versions/<int:pk>/", playbooks.version_detail, name="version-detail"),
    path("playbooks/", list_page("playbooks"), name="playbook-list"),
    path("playbooks/<int:pk>/", playbooks.playbook_detail, name="playbook-detail"),
    path("playbooks/<int:pk>/archive/", playbooks.playbook_archive, name="playbook-archive"),
    path("playbooks/<int:pk>/edit/", drafts.draft_begin, name="draft-begin"),
    path("playbooks/<int:pk>/export/", playbooks.playbook_export, name="playbook-export"),
    path("playbooks/<int:pk>/lessons/", lessons.playbook_lessons, name="playbook-lessons"),
    path("playbooks/<int:pk>/lessons/<slug:key>/apply/", lessons.lesson_apply, name="lesson-apply"),
    path("playbooks/<int:pk>/restore/", playbooks.playbook_restore, name="playbook-restore"),
    path("playbooks/<int:pk>/runs/move/", moving.runs_move, name="runs-move"),
    path("playbooks/<int:pk>/start/", starting.playbook_start, name="playbook-start"),
    path("playbooks/<int:pk>/start/segment/", starting.segment_start, name="segment-start"),
    path("playbooks/import/", playbooks.playbook_import, name="playbook-import"),
    path("playbooks/new/", new_playbooks.playbook_new, name="playbook-new"),
    path("projects/<int:pk>/playbook/", moving.project_move, name="project-move"),
]
