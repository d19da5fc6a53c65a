"""The plan as a board: cards in columns by state."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from milepost.identity.public import Right
from milepost.projects.queries.cards import board_cards
from milepost.projects.records import TaskState
from milepost.projects.views.frames import show_plan
from milepost.projects.views.plan_words import board_words
from milepost.projects.views.plans import plan_answer, visible_project
from milepost.ui.public import person


@require_safe
def board_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan as a board, drawn from `board_data`; who reports on their own tasks moves their cards."""
    context = {
        "shown": "board",
        "may_report": person(request).may(Right.WRITE),
        "states": TaskState.choices,
        "words": board_words(),
        "list_url": reverse("projects:plan-list", args=[pk]),
    }
    return show_plan(request, visible_project(request, pk), "projects/board.html", context)


@require_safe
def board_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the plan as JSON, and under `cards` what its cards say, as `board_cards` gives it."""
    project = visible_project(request, pk)
    return plan_answer(request, project, cards=board_cards(project, person(request)))
