"""One team: its name, purpose and members."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import (
    Right,
    Team,
    TeamMembership,
    User,
    add_to_team,
    change_team,
    create_team,
    delete_team,
    remove_from_team,
    requires,
    set_team_lead,
)
from milepost.ui.public import REFUSED, done, person, saved


class TeamForm(forms.ModelForm[Team]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Team
        fields = ("name", "purpose")

    def validate_unique(self) -> None:
        """Leave it to the action, which compares without case."""


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), empty_label=gettext_lazy("Choose somebody"))
    is_lead = forms.BooleanField(required=False)

    def __init__(self, team: Team, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict or nothing
        present = TeamMembership.objects.filter(team=team).values("user")
        self.fields["user"].queryset = User.objects.active().exclude(pk__in=present).order_by("name_folded")  # type: ignore[attr-defined] # a model choice field


@require_safe
def team_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a team; to those who manage teams, with what they may change."""
    return _show(request, _visible(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_TEAMS)
def team_new(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    form = TeamForm(request.POST or None)
    actor = person(request).as_actor()
    if request.method == "POST" and (team := saved(form, lambda given, _: create_team(**given, actor=actor))):
        return _done(request, team, _("“%(name)s” is there; now put people in.") % {"name": team})
    return render(request, "web/team-new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_TEAMS)
def team_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a team or change its purpose."""
    team = _visible(request, pk)
    form = TeamForm(request.POST, instance=Team.objects.get(pk=pk))
    actor = person(request).as_actor()
    if saved(form, lambda changes, version: change_team(team, changes, actor=actor, expected_version=version)):
        return _done(request, team, _("Saved."))
    return _show(request, _visible(request, pk), form)


@require_POST
@requires(Right.MANAGE_TEAMS)
def team_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a team; its people stay."""
    team = _visible(request, pk)
    delete_team(team, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is deleted.") % {"name": team})
    return redirect("web:team-list")


@require_POST
@requires(Right.MANAGE_TEAMS)
def team_member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody into a team."""
    team = _visible(request, pk)
    form = MemberForm(team, request.POST)
    if not form.is_valid():
        return _show(request, team, member_form=form)
    user, is_lead = form.cleaned_data["user"], form.cleaned_data["is_lead"]
    add_to_team(team, user, is_lead=is_lead, actor=person(request).as_actor())
    return _done(request, team, _("%(name)s is in.") % {"name": user})


@require_POST
@requires(Right.MANAGE_TEAMS)
def team_member_remove(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Take somebody out of a team."""
    membership = _membership(request, pk, membership_pk)
    remove_from_team(membership, actor=person(request).as_actor())
    return _done(request, membership.team, _("%(name)s is out.") % {"name": membership.user})


@require_POST
@requires(Right.MANAGE_TEAMS)
def team_member_lead(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Let a member lead the team, or no longer."""
    membership = _membership(request, pk, membership_pk)
    set_team_lead(membership, request.POST.get("is_lead") == "1", actor=person(request).as_actor())
    return _done(request, membership.team, _("Saved."))


def _visible(request: HttpRequest, pk: int) -> Team:
    return get_object_or_404(Team.objects.visible_to(person(request)), pk=pk)


def _membership(request: HttpRequest, team_pk: int, pk: int) -> TeamMembership:
    rows = TeamMembership.objects.select_related("team", "user").filter(team=_visible(request, team_pk))
    return get_object_or_404(rows, pk=pk)


def _done(request: HttpRequest, team: Team, words: str) -> HttpResponse:
    return done(request, words, reverse("web:team-detail", args=[team.pk]), lambda: _show(request, team))


def _show(
    request: HttpRequest, team: Team, form: TeamForm | None = None, member_form: MemberForm | None = None
) -> HttpResponse:
    context = {
        "team": team,
        "memberships": team.memberships.select_related("user").order_by("-is_lead", "user__name_folded"),
        "may_manage": person(request).may(Right.MANAGE_TEAMS),
    }
    if context["may_manage"]:
        context["form"] = form or TeamForm(instance=team, initial={"version": team.version})
        context["member_form"] = member_form or MemberForm(team)
    is_refused = bool((form and form.errors) or (member_form and member_form.errors))
    return render(request, "web/team.html", context, status=REFUSED if is_refused else 200)
