"""Domains and external ids: by what mails and other systems find an account."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, wrong
from milepost.accounts.models import Account, AccountDomain, ExternalId
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand, person_behind
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid

_MOST = 50
_LABEL = re.compile(r"^(?!-)[a-z0-9-]{1,63}(?<!-)$")


def set_domains(account: Account, domains: Iterable[str], *, actor: Actor) -> None:
    """Give an account exactly these domains. One that is another account's is refused."""
    demand(actor, Right.WRITE)
    wanted = list(dict.fromkeys(clean_domain(domain) for domain in domains))
    if len(wanted) > _MOST:
        raise wrong("domains", _("At most %(most)s domains.") % {"most": _MOST})
    with transaction.atomic():
        present = {row.domain: row for row in account.domains.all()}
        taken = AccountDomain.objects.filter(domain__in=wanted).exclude(account=account).first()
        if taken is not None:
            raise _taken("domains", taken.domain, taken.account_id, actor, "domain-taken")
        for domain, row in present.items():
            if domain not in wanted:
                delete_record(row, actor=actor)
        for domain in wanted:
            if domain not in present:
                create_record(AccountDomain(account=account, domain=domain), actor=actor)


def _taken(field: str, what: str, account_id: int, actor: Actor, code: str) -> Invalid:
    """Return the refusal of what another account has; to whoever does not see that account it does not exist."""
    viewer = person_behind(actor)
    accounts = Account.objects.all() if viewer is None else Account.objects.visible_to(viewer)
    other = accounts.filter(pk=account_id).first()
    if other is None:
        return wrong(
            field, _("%(what)s cannot be used here. Ask an admin to look into it.") % {"what": what}, "refused"
        )
    return wrong(field, _("%(what)s belongs to %(account)s already.") % {"what": what, "account": other}, code)


def clean_domain(text: str) -> str:
    """Return a domain as it is kept: lower case, without address, path or `www.`; `Invalid` when it is none."""
    bare = str(text).strip().lower().rpartition("//")[2].rpartition("@")[2].partition("/")[0].partition(":")[0]
    bare = bare.removeprefix("www.").rstrip(".")
    try:
        ascii_form = bare.encode("idna").decode() if bare else ""
    except UnicodeError:
        ascii_form = ""
    labels = ascii_form.split(".")
    if len(labels) < 2 or len(ascii_form) > 253 or not all(_LABEL.match(label) for label in labels):  # noqa: PLR2004 - the limit of DNS
        raise wrong("domains", _("“%(text)s” is not a domain, like example.com.") % {"text": str(text)[:60]})
    return ascii_form


def set_external_ids(account: Account, ids: Mapping[str, Any], *, actor: Actor) -> None:
    """Give an account exactly these keys in other systems, `{"crm": "0042"}`; one a system."""
    demand(actor, Right.WRITE)
    wanted = clean_external_ids(ids)
    with transaction.atomic():
        present = {row.system: row for row in account.external_ids.all()}
        for system, value in wanted.items():
            taken = ExternalId.objects.filter(system=system, value=value).exclude(account=account).first()
            if taken is not None:
                raise _taken("external_ids", str(taken), taken.account_id, actor, "external-id-taken")
        for system, row in present.items():
            if system not in wanted:
                delete_record(row, actor=actor)
        for system, value in wanted.items():
            if system not in present:
                create_record(ExternalId(account=account, system=system, value=value), actor=actor)
            else:
                update_record(present[system], {"value": value}, actor=actor)


def clean_external_ids(ids: Mapping[str, Any]) -> dict[str, str]:
    """Return keys by system as they are kept; `Invalid` when one is empty or there are too many."""
    wanted = dict(_clean_id(system, value) for system, value in ids.items())
    if len(wanted) > _MOST:
        raise wrong("external_ids", _("At most %(most)s external ids.") % {"most": _MOST})
    return wanted


def _clean_id(system: str, value: Any) -> tuple[str, str]:
    name = clean_line(system, "external_ids", 40, needed=_("Name the system of the external id.")).lower()
    return name, clean_line(value, "external_ids", 200, needed=_("An external id cannot be empty."))
