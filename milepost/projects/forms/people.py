"""Forms of the people on a project."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import AccountContact, Contact
from milepost.identity.public import User
from milepost.projects.models import Project, ProjectMember
from milepost.projects.records import Part

_EXPECTED = _("What is expected of them")


class MemberChangeForm(forms.Form):
    """What somebody is to a project."""

    part = forms.ChoiceField(label=_("Part"), choices=Part.choices, initial=Part.CONTRIBUTES)
    expected = forms.CharField(
        label=_EXPECTED, max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MemberForm(MemberChangeForm):
    """Somebody who is put on a project: one of us, or a contact of its account who is not on it yet."""

    who = forms.ChoiceField(label=_("Who"))
    field_order = ("who", "part", "expected")

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        on_it = ProjectMember.objects.filter(project=project)
        ours = colleagues_to_choose(viewer).exclude(pk__in=on_it.filter(contact=None).values("user"))
        theirs = contacts_to_choose(project, viewer).exclude(pk__in=on_it.filter(user=None).values("contact"))
        self.people, choices = people_to_choose(ours, theirs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined] # a choice field


def colleagues_to_choose(viewer: User) -> QuerySet[User]:
    """Return the colleagues who are here, by name."""
    rows: QuerySet[User] = User.objects.visible_to(viewer).active()
    return rows.order_by("name_folded", "pk")


def contacts_to_choose(project: Project, viewer: User) -> QuerySet[Contact]:
    """Return the contacts of a project's account who are there still, by name."""
    places = AccountContact.objects.visible_to(viewer).filter(account=project.account_id, account__isnull=False)
    rows = Contact.objects.filter(pk__in=places.values("contact"), archived_at=None, left_on=None)
    return rows.order_by("name_folded", "pk")


def people_to_choose(
    ours: Iterable[User], theirs: Iterable[Contact]
) -> tuple[dict[str, User | Contact], list[tuple[Any, Any]]]:
    """Return people of both sides by the keys of choices, and the choices, by side."""
    people: dict[str, User | Contact] = {f"user {one.pk}": one for one in ours}
    people |= {f"contact {one.pk}": one for one in theirs}
    named = [(key, str(one)) for key, one in people.items()]
    sides = (("user", _("Of us")), ("contact", _("Of the customer")))
    grouped = [(label, [one for one in named if one[0].startswith(side)]) for side, label in sides]
    return people, [("", "–"), *grouped]
