"""What the scripts of a plan's views say, in the reader's language."""

import json
from typing import Any

from django.utils.translation import gettext as _

from milepost.projects.records import PartySide, Priority, TaskState


def board_words() -> str:
    """Return what the board says, as JSON."""
    words = {
        "blocked": _("Blocked."),
        "cannot": _("It cannot be moved further."),
        "menu": _("Move the card"),
        "milestone": _("Milestone"),
        "more": _("Show %s more"),
        "moved": _("“%s” is moved."),
        "noPhase": _("No phase"),
        "nobody": _("Nobody yet"),
        "reasons": {
            "after": _("after %s"),
            "deadline": _("deadline %s"),
            "late": _("is past"),
            "missed": _("after its deadline, %s"),
            "pinned": _("fixed"),
        },
        "steps": _("Steps done"),
    }
    return json.dumps(_of_every_view() | words)


def calendar_words() -> str:
    """Return what the calendar says, as JSON."""
    words = {
        "ends": _("ends"),
        "late": _("late"),
        "milestone": _("Milestone"),
        "more": _("%s more"),
        "nothing": _("Nothing begins or ends in this time."),
        "starts": _("starts"),
        "today": _("(today)"),
        "week": _("Week of %s"),
    }
    return json.dumps(_of_every_view() | words)


def plan_words() -> str:
    """Return what the outline and the bars say, as JSON."""
    words = {
        "cannot": _("It cannot be moved further."),
        "choose": _("Choose a task first."),
        "chooseOne": _("Choose %s"),
        "chosen": _("%s chosen"),
        "columns": {
            "wbs": _("No."),
            "title": _("Task"),
            "who": _("Who"),
            "start": _("Start"),
            "finish": _("End"),
            "length": _("Length"),
            "state": _("State"),
            "priority": _("Priority"),
            "percent": _("Done"),
            "slack": _("Slack"),
            "deadline": _("Deadline"),
            "agreed": _("Agreed end"),
            "side": _("Side"),
        },
        "ends": _("ends"),
        "finish": _("Set to done"),
        "fold": _("Show or hide what is below it"),
        "filtered": _("The filter hides the new task."),
        "heldUp": _("Held up:"),
        "late": _("late"),
        "length": _("Write a length like “3 days”, “4 h” or “2 weeks”."),
        "tooMany": _("Choose 500 tasks at most."),
        "reopen": _("Open it again"),
        "starts": _("starts"),
    }
    return json.dumps(_of_every_view() | words)


def _of_every_view() -> dict[str, Any]:
    return {
        "priorities": {key: str(label) for key, label in Priority.choices},
        "sides": {PartySide.OURS: _("ours"), PartySide.THEIRS: _("customer"), PartySide.THIRD: _("third party")},
        "shared": _("The customer sees it"),
        "states": {str(key): str(label) for key, label in TaskState.choices},
        "unread": _("The plan could not be read. Load the page again."),
    }
