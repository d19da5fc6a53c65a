"""Views of lists that people keep."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import Right, Team, TeamMembership, User


class Sharing(models.TextChoices):
    """Who else sees a view."""

    PRIVATE = "private", _("Only me")
    TEAM = "team", _("A team")
    EVERYONE = "everyone", _("Everyone")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, those of one's teams, and everyone's."""
        teams = TeamMembership.objects.filter(user=user).values("team")
        return self.filter(Q(owner=user) | Q(sharing=Sharing.EVERYONE) | Q(sharing=Sharing.TEAM, team__in=teams))


class SavedView(Record):
    """A filter, order and choice of columns of one list, by name.

    `state` holds `filter` (the tree as JSON), `search`, `sort` and `columns`, as they were saved: what of it somebody
    may use is decided whenever it is opened.
    """

    id: int
    list_key = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("owner"))
    sharing = models.CharField(_("seen by"), max_length=10, choices=Sharing.choices, default=Sharing.PRIVATE)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team"))
    state: models.JSONField[dict[str, Any]] = models.JSONField(_("filter, order and columns"), default=dict)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        indexes = [models.Index(fields=["list_key", "name"], name="saved_view_of_list")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_key", "name"], name="saved_view_name_once"),
            models.CheckConstraint(
                condition=Q(sharing="team", team__isnull=False) | (~Q(sharing="team") & Q(team__isnull=True)),
                name="saved_view_team_when_shared_with_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, user: User) -> bool:
        """Its owner may; a view of everyone also whoever may share views, since its owner may be gone."""
        return self.owner_id == user.pk or (self.sharing == Sharing.EVERYONE and user.may(Right.SHARE_VIEWS))


class DefaultView(Record):
    """The view with which a list opens for one person."""

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    list_key = models.CharField(_("list"), max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("default view")
        verbose_name_plural = _("default views")
        constraints = [models.UniqueConstraint(fields=["user", "list_key"], name="default_view_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"


class TodayMarkQuerySet(models.QuerySet["TodayMark"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)


class TodayMark(Record):
    """An item of Today that its person has done (`until` is empty) or put off until a day."""

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(_("item"), max_length=120)
    until = models.DateField(_("put off until"), null=True, blank=True)

    objects = TodayMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark on an item of Today")
        verbose_name_plural = _("marks on items of Today")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="today_mark_once")]

    def __str__(self) -> str:
        return self.key
