"""Comments on a task: said, changed and taken back by whoever wrote them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.lib.text import key_of
from milepost.projects.actions.comments import add_comment, change_comment, delete_comment
from milepost.projects.forms.task_parts import CommentForm
from milepost.projects.models import TaskComment
from milepost.projects.queries.mentions import Colleagues, not_reached
from milepost.projects.queries.task_parts import comments_of
from milepost.projects.views.task_parts import answer_part, refuse_part, visible_task
from milepost.ui.public import Tone, person, show_refusal, toast

_PART = "projects/parts/task-comments.html"
_ROWS = f"{_PART}#rows"
_ONE = "projects/parts/comment.html"


@require_http_methods(["GET", "HEAD", "POST"])
def task_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show comments older than `before`; a POST adds one."""
    if request.method == "POST":
        return _add(request, pk)
    task = visible_task(request, pk)
    return answer_part(request, task, _ROWS, {"comments": comments_of(task, key_of(request.GET.get("before")))})


@requires(Right.WRITE)
def _add(request: HttpRequest, pk: int) -> HttpResponse:
    task, viewer = visible_task(request, pk), person(request)
    form = CommentForm(viewer, task, data=request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data
            comment = add_comment(
                task, given["text"], author=viewer, actor=viewer.as_actor(), visibility=form.visibility()
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            context = {"comments": comments_of(task), "comment_form": CommentForm(viewer, task)}
            return _with_word(answer_part(request, task, _PART, context), comment, viewer)
    return refuse_part(request, task, _PART, {"comments": comments_of(task), "comment_form": form})


@require_safe
def comment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one comment."""
    comment = _visible(request, pk)
    return answer_part(request, comment.task, _ONE, {"comment": comment})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def comment_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let its author say it otherwise."""
    comment, viewer = _own(request, pk), person(request)
    form = CommentForm(viewer, comment.task, comment, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            changed = change_comment(
                comment, given["text"], author=viewer, actor=viewer.as_actor(), expected_version=given["version"]
            )
        except (Invalid, Conflict) as error:
            show_refusal(form, error)
        else:
            return _with_word(answer_part(request, comment.task, _ONE, {"comment": changed}), changed, viewer)
    context = {"comment": comment, "form": form}
    answer = refuse_part if form.errors else answer_part
    return answer(request, comment.task, _ONE, context)


@require_POST
@requires(Right.WRITE)
def comment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one said."""
    comment = _own(request, pk)
    delete_comment(comment, author=person(request), actor=person(request).as_actor())
    return answer_part(request, comment.task, _ONE, {"comment": None}, _("The comment is deleted."))


@require_safe
def task_colleagues(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with colleagues whose name begins like `q`, for the completion behind an @."""
    visible_task(request, pk)
    found = Colleagues(person(request)).like(request.GET.get("q", "")[:80])
    people = [{"name": str(one), "hint": one.title or _("Colleague"), "text": words} for one, words in found]
    return JsonResponse({"people": people})


def _with_word(answer: HttpResponse, comment: TaskComment, viewer: User) -> HttpResponse:
    """Say who of those mentioned does not see the task."""
    names = not_reached(comment.task, comment.text, viewer)
    if not names:
        return answer
    words = ngettext(
        "%(names)s does not see this task and is not told.",
        "%(names)s do not see this task and are not told.",
        len(names),
    )
    return toast(answer, words % {"names": ", ".join(names)}, Tone.INFO)


def _visible(request: HttpRequest, pk: int) -> TaskComment:
    rows = TaskComment.objects.visible_to(person(request)).select_related("task", "author", "contact")
    return get_object_or_404(rows, pk=pk)


def _own(request: HttpRequest, pk: int) -> TaskComment:
    comment = _visible(request, pk)
    if comment.author_id != person(request).pk:
        raise NotAllowed("not-yours", _("Only who wrote a comment can change it."))
    return comment
