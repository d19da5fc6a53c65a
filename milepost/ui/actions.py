"""Writes of the ui room: views of lists are saved, changed, shared, chosen and deleted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, Team, User
from milepost.lib.errors import Invalid, NotAllowed
from milepost.ui.models import DefaultView, SavedView, Sharing

_NAME_LENGTH = 80
MAX_VIEWS = 100  # of one person on one list


def save_view(
    list_key: str,
    name: str,
    state: Mapping[str, Any],
    *,
    owner: User,
    sharing: str = "private",
    team: Team | None = None,
) -> SavedView:
    """Keep a view under a name that its owner has not used on this list. Sharing needs `Right.SHARE_VIEWS`."""
    team = _check_sharing(owner, sharing, team)
    if SavedView.objects.filter(owner=owner, list_key=list_key).count() >= MAX_VIEWS:
        raise Invalid("too-many-views", _("You keep %(most)s views here; delete one first.") % {"most": MAX_VIEWS})
    view = SavedView(
        list_key=list_key,
        name=_free_name(name, owner, list_key),
        owner=owner,
        sharing=sharing,
        team=team,
        state=dict(state),
    )
    return create_record(view, actor=owner.as_actor())


def change_view(
    view: SavedView, changes: Mapping[str, Any], *, by: User, expected_version: int | None = None
) -> SavedView:
    """Change `name`, `state`, or `sharing` and `team` of a view."""
    _demand_change(view, by)
    wanted = dict(changes)
    if "name" in wanted:
        wanted["name"] = _free_name(wanted["name"], view.owner, view.list_key, view)
    sharing, team = wanted.get("sharing", view.sharing), wanted.get("team", view.team)
    if (sharing, team) != (view.sharing, view.team):
        wanted["team"] = _check_sharing(by, sharing, team)
    return update_record(view, wanted, actor=by.as_actor(), expected_version=expected_version)


def delete_view(view: SavedView, *, by: User) -> None:
    """Delete a view; the lists of those who open with it open as they come."""
    _demand_change(view, by)
    delete_record(view, actor=by.as_actor())


def set_default_view(user: User, list_key: str, view: SavedView | None) -> None:
    """Let a list open with `view` for this person; None: as it comes."""
    actor = user.as_actor()
    with transaction.atomic():
        present = DefaultView.objects.filter(user=user, list_key=list_key).first()
        if present and view:
            update_record(present, {"view": view}, actor=actor)
        elif present:
            delete_record(present, actor=actor)
        elif view:
            create_record(DefaultView(user=user, list_key=list_key, view=view), actor=actor)


def _demand_change(view: SavedView, user: User) -> None:
    if not view.may_be_changed_by(user):
        raise NotAllowed(
            "not-yours", _("Only the owner of “%(name)s” can change it. Save it under another name.") % {"name": view}
        )


def _check_sharing(user: User, sharing: str, team: Team | None) -> Team | None:
    """Return the team that belongs with `sharing`; raise when the user may not share so."""
    if sharing not in Sharing.values:
        raise Invalid("wrong-value", _("This choice does not exist."), {"sharing": _("This choice does not exist.")})
    if sharing != Sharing.PRIVATE and not user.may(Right.SHARE_VIEWS):
        raise NotAllowed("right-missing", _("Only leads and admins can share views."))
    if sharing == Sharing.TEAM and team is None:
        raise Invalid("team-missing", _("Choose the team."), {"team": _("Choose the team.")})
    return team if sharing == Sharing.TEAM else None


def _free_name(name: str, owner: User, list_key: str, view: SavedView | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _NAME_LENGTH or "\x00" in name:
        words = _("A view needs a name of at most %(most)s characters.") % {"most": _NAME_LENGTH}
        raise Invalid("wrong-name", words, {"name": words})
    others = SavedView.objects.filter(owner=owner, list_key=list_key, name=name)
    if (others.exclude(pk=view.pk) if view else others).exists():
        words = _("There is a view of this name already.")
        raise Invalid("name-taken", words, {"name": words})
    return name
