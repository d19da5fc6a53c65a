"""Tags of the sign-in page: `{% load web_sign_in %}`."""

import json
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from milepost.identity.public import Role, User

register = template.Library()


@register.simple_tag
def sign_in_choices() -> dict[str, Any]:
    """Return what the sign-in page offers besides the form.

    `sso` the name and address of single sign-on, `demo` the demo's sign-ins, `is_first_run` whether nobody exists yet.
    """
    apps: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    sso = (
        {"name": apps[0]["name"], "url": reverse("openid_connect_login", kwargs={"provider_id": "sso"})}
        if apps
        else None
    )
    return {"sso": sso, "demo": _one_a_role(demo_logins()), "is_first_run": not User.objects.exists()}


def _one_a_role(logins: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Divide the sign-ins: `first` has one person of each role, `more` the others."""
    first: dict[str, dict[str, str]] = {}
    for login in logins:
        first.setdefault(login["role"], login)
    return {"first": list(first.values()), "more": [login for login in logins if login is not first[login["role"]]]}


def demo_logins() -> list[dict[str, str]]:
    """Return the demo's sign-ins, which `milepost demo` writes beside its data; none in any other installation."""
    path = Path(settings.DATA_DIR) / "demo-logins.json"
    if not settings.IS_DEMO or not path.exists():
        return []
    logins = json.loads(path.read_text())
    names = dict(User.objects.filter(email__in=[login["email"] for login in logins]).values_list("email", "name"))
    roles = dict(Role.choices)
    return [
        {**login, "name": names[login["email"]], "role_label": str(roles.get(login["role"], login["role"]))}
        for login in logins
        if login["email"] in names
    ]
