"""One's API tokens."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from milepost.identity.public import ApiToken, Right, Scope, User, issue_token, revoke_token
from milepost.lib.errors import DomainError
from milepost.ui.public import REFUSED, person, show_refusal

_SCOPES = {
    Scope.READ: gettext_lazy("Read what you may read"),
    Scope.WRITE: gettext_lazy("Change what you may change"),
    Scope.ADMIN: gettext_lazy("Manage people and settings"),
}
_ENDS = (
    ("30", gettext_lazy("In 30 days")),
    ("90", gettext_lazy("In 90 days")),
    ("365", gettext_lazy("In a year")),
    ("0", gettext_lazy("Never")),
)


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80)
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, initial=[Scope.READ])
    ends_after_days = forms.TypedChoiceField(choices=_ENDS, initial="90", coerce=int)

    def __init__(self, user: User, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict or nothing
        offered = [scope for scope in Scope if scope != Scope.ADMIN or user.may(Right.MANAGE_PEOPLE)]
        self.fields["scopes"].choices = [(scope.value, _SCOPES[scope]) for scope in offered]  # type: ignore[attr-defined] # a choice field

    def expires_at(self) -> dt.datetime | None:
        days = self.cleaned_data["ends_after_days"]
        return timezone.now() + dt.timedelta(days=days) if days else None


@never_cache  # the answer to the form holds the secret
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; make one, and show its secret in this answer only."""
    me = person(request)
    form, secret = TokenForm(me, request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _token, secret = issue_token(me, given["name"], given["scopes"], form.expires_at(), me.as_actor())
        except DomainError as error:
            show_refusal(form, error)
        else:
            form = TokenForm(me)
    tokens = ApiToken.objects.visible_to(me).select_related("user").order_by("-id")
    context = {"form": form, "secret": secret, "tokens": tokens, "scope_words": _SCOPES}
    return render(request, "web/tokens.html", context, status=REFUSED if form.errors else 200)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's tokens."""
    token = get_object_or_404(ApiToken.objects.visible_to(person(request)), pk=pk)
    revoke_token(token, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is revoked: what used it is refused from now on.") % {"name": token.name})
    return redirect("web:token-list")
