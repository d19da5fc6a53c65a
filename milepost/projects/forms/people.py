"""Forms of the people on a project."""

from typing import Any

from django import forms
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
        people = User.objects.visible_to(viewer).active().exclude(pk__in=on_it.filter(contact=None).values("user"))
        places = AccountContact.objects.visible_to(viewer).filter(account=project.account_id).select_related("contact")
        places = places.filter(contact__archived_at=None, contact__left_on=None)
        places = places.exclude(contact__in=on_it.filter(user=None).values("contact"))
        ours = list(people.order_by("name_folded", "pk"))
        theirs = [one.contact for one in places.order_by("contact__name_folded", "pk")] if project.account_id else []
        self.people: dict[str, User | Contact] = {f"user {one.pk}": one for one in ours}
        self.people |= {f"contact {one.pk}": one for one in theirs}
        self.fields["who"].choices = [  # type: ignore[attr-defined] # a choice field
            ("", "–"),
            (_("Of us"), [(f"user {one.pk}", str(one)) for one in ours]),
            (_("Of the customer"), [(f"contact {one.pk}", str(one)) for one in theirs]),
        ]
