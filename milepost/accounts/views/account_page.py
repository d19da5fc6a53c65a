"""The page of one account, and the brief that one reads before a call."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.accounts.models import Account, AccountTeamMember, Fact
from milepost.accounts.queries.brief import as_text, brief_of
from milepost.accounts.queries.facts import fact_value, facts_of, visible_facts
from milepost.accounts.queries.families import family_of
from milepost.accounts.queries.summary import summary_of
from milepost.accounts.records import FieldSpec
from milepost.identity.public import Right, User
from milepost.lib.markdown import render_markdown
from milepost.ui.public import date_words, field_context, in_drawer, lists, number_words, person

HEADER_FIELDS = ("stage", "csm", "am", "renewal_date")
DETAIL_FIELDS = (
    "segment",
    "tier",
    "industry",
    "region",
    "employees",
    "currency",
    "contract_start",
    "domains",
    "tags",
    "external_ids",
    "parent",
)


@require_safe
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account: how it stands in a sentence, what is known of it, its people, and what happened."""
    viewer = person(request)
    account = _visible(viewer, pk)
    context = {
        "account": account,
        "clauses": summary_of(account, viewer),
        "header_fields": _fields(account, viewer, HEADER_FIELDS),
        "may_write": viewer.may(Right.WRITE),
    }
    return render(request, "accounts/account.html", context)


@require_safe
def account_sentence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sentence alone, after something was written."""
    account = _visible(person(request), pk)
    context = {"account": account, "clauses": summary_of(account, person(request))}
    return render(request, "accounts/account.html#sentence", context)


@require_safe
def account_details(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known of an account: its own fields, custom ones, and the figures that rooms computed."""
    viewer = person(request)
    account = _visible(viewer, pk)
    custom = [key for key in lists["accounts"].fields_of(viewer) if key.startswith("custom_")]
    context = {
        "account": account,
        "fields": _fields(account, viewer, (*DETAIL_FIELDS, *custom)),
        "figures": _figures(account, viewer),
        "family": family_of(account, viewer),
        "may_write": viewer.may(Right.WRITE),
    }
    return _panel(request, "accounts/details.html", context)


@require_safe
def account_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who of us looks after an account, and who did before."""
    viewer = person(request)
    account = _visible(viewer, pk)
    rows = AccountTeamMember.objects.visible_to(viewer).filter(account=account).select_related("user")
    context = {
        "account": account,
        "may_write": viewer.may(Right.WRITE),
        "current": rows.current().order_by("role", "since"),
        "former": rows.exclude(pk__in=rows.current().values("pk")).order_by("-until", "-pk")[:20],
    }
    return _panel(request, "accounts/team.html", context)


@require_safe
def account_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the brief for a call: on the screen, on paper, or as plain text (`?format=text`)."""
    viewer = person(request)
    brief = brief_of(_visible(viewer, pk), viewer)
    text = as_text(brief)
    if request.GET.get("format") == "text":
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    agenda = render_markdown(brief.meeting.agenda) if brief.meeting else ""
    context = {"account": brief.account, "brief": brief, "agenda": agenda, "text": text}
    return render(request, "accounts/brief.html", context)


def _visible(viewer: User, pk: int) -> Account:
    rows = Account.objects.visible_to(viewer).select_related("stage", "parent")
    return get_object_or_404(rows, pk=pk)


def _fields(account: Account, viewer: User, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the fields of the list of accounts that the viewer may see, as the page shows and edits them."""
    spec = lists["archived-accounts" if account.is_archived else "accounts"]
    known = spec.fields_of(viewer)
    fields = [known[key] for key in keys if key in known]
    record = spec.shown(spec.rows(viewer), viewer, fields).get(pk=account.pk)
    return [field_context(spec, field, record, viewer) for field in fields]


def _panel(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer the account's page with the panel alone, and everybody else with a page around it."""
    is_part = getattr(request, "htmx", False) and not in_drawer(request)
    return render(request, f"{template}#panel" if is_part else template, context)


def _fact_words(fact: Fact, spec: FieldSpec) -> str:
    """Return the value as people read it; empty when it is unknown."""
    value = fact_value(fact)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, float):
        return number_words(value, spec.decimals)
    return date_words(value) if isinstance(value, dt.date) else value or ""


def _figures(account: Account, viewer: User) -> list[dict[str, Any]]:
    facts = facts_of(account, viewer)
    return [
        {"spec": spec, "fact": facts[spec.key], "text": _fact_words(facts[spec.key], spec)}
        for spec in visible_facts(viewer)
        if spec.key in facts
    ]
