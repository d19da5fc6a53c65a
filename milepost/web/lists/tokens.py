"""API tokens of everyone, for those who manage people."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from milepost.identity.public import ApiToken, Right, User, revoke_token
from milepost.ui.public import BulkAction, Field, FieldType, ListSpec, Preset, RowOptions


def _rows(viewer: User) -> QuerySet[ApiToken]:
    rows = ApiToken.objects.select_related("user")
    return rows if viewer.may(Right.MANAGE_PEOPLE) else rows.visible_to(viewer)


def _revoke(viewer: User, token: ApiToken, _value: str) -> None:
    revoke_token(token, actor=viewer.as_actor())


TOKENS = ListSpec(
    key="tokens",
    title=gettext_lazy("API tokens of everyone"),
    lede=gettext_lazy("Keys by which programs come in, in the name of the person who made them."),
    noun=(gettext_lazy("token"), gettext_lazy("tokens")),
    right=Right.MANAGE_PEOPLE,
    rows=_rows,
    url_name="web:token-list-all",
    fields=(
        Field(key="name", label=gettext_lazy("Name")),
        Field(
            key="person",
            label=gettext_lazy("Person"),
            type=FieldType.PERSON,
            path="user",
            sort="user__name_folded",
            options=RowOptions(User.objects.visible_to),
        ),
        Field(key="prefix", label=gettext_lazy("Starts with")),
        Field(
            key="scopes",
            label=gettext_lazy("May"),
            is_filter=False,
            sort=None,
            value=lambda token: ", ".join(token.scopes),
        ),
        Field(key="created", label=gettext_lazy("Made"), type=FieldType.DATE, path="created_at"),
        Field(key="last_used", label=gettext_lazy("Last used"), type=FieldType.DATE, path="last_used_at"),
        Field(key="expires", label=gettext_lazy("Expires"), type=FieldType.DATE, path="expires_at"),
        Field(key="revoked", label=gettext_lazy("Revoked"), type=FieldType.DATE, path="revoked_at"),
    ),
    default_sort=("-created",),
    default_filter={"revoked?": "no"},
    presets=(
        Preset(gettext_lazy("Unused for 90 days"), "last_used=<90-days-ago&revoked?=no"),
        Preset(gettext_lazy("Expire within 30 days"), "expires=next-30-days&revoked?=no"),
    ),
    search=("name", "user__name", "prefix"),
    bulk_actions=(
        BulkAction(
            key="revoke",
            label=gettext_lazy("Revoke"),
            icon="trash",
            run=_revoke,
            right=Right.MANAGE_PEOPLE,
            warning=gettext_lazy("Programs that use them stop working at once."),
        ),
    ),
    empty_icon="key",
    empty_title=gettext_lazy("Nobody has a token yet"),
    empty_text=gettext_lazy(
        "A token lets a program work here in its maker's name. People make their own under Settings, API tokens; "
        "all of them stand here, so that you can revoke one."
    ),
    frame="ui/settings.html",
)
