"""Fields of people to try filters with; `seats` is unknown for names of less than four letters."""

from django.db.models import IntegerField
from django.db.models.functions import Length, NullIf
from django.db.models.lookups import GreaterThan

from milepost.identity.public import Right, Role, Team, User
from milepost.ui.filters.fields import Field, FieldType, FixedOptions, RowOptions, visible_fields

FIELDS = (
    Field(key="name", label="Name"),
    Field(key="title", label="Job title", is_editable=True),
    Field(key="role", label="Role", type=FieldType.CHOICE, options=FixedOptions(Role.choices)),
    Field(key="seen", label="Last seen", type=FieldType.DATE, path="last_login"),
    Field(key="active", label="Active", type=FieldType.YES_NO, path="is_active"),
    Field(key="person", label="Person", type=FieldType.PERSON, path="id", options=RowOptions(User.objects.visible_to)),
    Field(key="seats", label="Seats", type=FieldType.NUMBER),
    Field(key="long", label="Long name", type=FieldType.YES_NO),
    Field(key="teams", label="Teams", type=FieldType.MANY, options=RowOptions(Team.objects.visible_to)),
    Field(key="email", label="E-mail", right=Right.MANAGE_PEOPLE),
)


def people():
    return User.objects.annotate(
        seats=NullIf(Length("name"), 3, output_field=IntegerField()), long=GreaterThan(Length("name"), 3)
    )


def fields_of(viewer):
    return visible_fields(FIELDS, viewer)
