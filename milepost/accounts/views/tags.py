"""Settings: the tags that people put on accounts."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.forms.settings import MergeTagForm, TagForm
from milepost.accounts.models import Tag
from milepost.accounts.public import delete_tag, merge_tags, rename_tag
from milepost.identity.public import Right, requires
from milepost.ui.public import REFUSED, leading_to, person, saved

LIST = "accounts:tag-list"


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def tag_list(request: HttpRequest) -> HttpResponse:
    """Show the tags by name, with how many accounts have each."""
    tags = Tag.objects.annotate(number=Count("taggings")).order_by("name")
    return render(request, "accounts/settings/tags.html", {"tags": tags})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def tag_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a tag on all accounts that have it."""
    tag, actor = _tag(pk), person(request).as_actor()
    form = TagForm(request.POST or None, _tag(pk))
    if request.method == "POST" and saved(
        form, lambda changes, version: rename_tag(tag, changes["name"], actor=actor, expected_version=version)
    ):
        return leading_to(request, reverse(LIST))
    context = {"form": form, "title": _("Rename %(name)s") % {"name": tag}, "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def tag_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another tag take this one's place."""
    tag = _tag(pk)
    form = MergeTagForm(tag, request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = merge_tags(tag, form.cleaned_data["into"], actor=person(request).as_actor())
        words = ngettext(
            "%(count)s account has the other tag now.", "%(count)s accounts have the other tag now.", number
        )
        messages.success(request, words % {"count": number})
        return leading_to(request, reverse(LIST))
    number = tag.taggings.count()
    lede = ngettext("%(count)s account gets the other tag.", "%(count)s accounts get the other tag.", number)
    context = {
        "form": form,
        "title": _("Merge %(name)s into another tag") % {"name": tag},
        "lede": lede % {"count": number},
        "url": request.path,
        "verb": _("Merge"),
    }
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def tag_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a tag, also from all accounts."""
    tag = _tag(pk)
    delete_tag(tag, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is removed.") % {"name": tag})
    return redirect(LIST)


def _tag(pk: int) -> Tag:
    return get_object_or_404(Tag, pk=pk)
