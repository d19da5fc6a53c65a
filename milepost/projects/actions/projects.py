"""Projects: begun, changed, ended; the people on them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.lib.refs import Ref
from milepost.projects.events import ProjectCreated
from milepost.projects.models import Project, ProjectMember
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.records import OPEN_SPRINT_STATES, ContractType, Method, Part, ProjectKind, ProjectState

_CHANGEABLE = frozenset(
    (
        "name",
        "kind",
        "method",
        "state",
        "description",
        "contract_type",
        "sold_minutes",
        "target_on",
        "archived_at",
        "report_rhythm",
    )
)


def create_project(
    name: str,
    *,
    actor: Actor,
    account: Account | None = None,
    kind: str = ProjectKind.ONBOARDING,
    method: str = Method.WATERFALL,
    state: str = ProjectState.DRAFT,
    start_on: dt.date | None = None,
    target_on: dt.date | None = None,
    lead: User | None = None,
    description: str = "",
    contract_type: str = ContractType.INCLUDED,
    sold_minutes: int | None = None,
    origin: Ref | None = None,
) -> Project:
    """Begin a project, without tasks yet. Without an account it is internal. `lead` is put on it as its lead.

    With an `origin` that a project has already, that project is returned as it is, so that what starts projects may
    do so twice. Raises `Invalid` with the fields that are wrong.
    """
    demand(actor, Right.WRITE)
    refuse_beyond_bounds("start_on", start_on)
    project = Project(
        account=account,
        start_on=start_on or timezone.localdate(),
        origin_kind=origin.kind if origin else "",
        origin_key=origin.key if origin else "",
    )
    given = {
        "name": name,
        "kind": kind,
        "method": method,
        "state": state,
        "target_on": target_on,
        "description": description,
        "contract_type": contract_type,
        "sold_minutes": sold_minutes,
    }
    for column, value in _clean(project, given).items():
        setattr(project, column, value)
    with transaction.atomic():
        known = Project.objects.filter(origin_kind=origin.kind, origin_key=origin.key).first() if origin else None
        if known is not None:
            return known
        create_record(project, actor=actor)
        if lead is not None:
            put_on_project(project, lead, actor=actor, part=Part.LEAD)
        emit(ProjectCreated(project.pk))
    return project


def change_project(
    project: Project, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Project:
    """Change what bears on no date of the plan (start, calendar and go-live are changed by `change_plan`)."""
    demand(actor, Right.WRITE)
    unknown = sorted(set(changes) - _CHANGEABLE)
    if unknown:
        raise Invalid(
            "unknown-field",
            _("This cannot be changed so: %(name)s.") % {"name": unknown[0]},
            {unknown[0]: _("Unknown.")},
        )
    clean = _clean(project, changes)
    if clean.get("method", project.method) != project.method:
        _refuse_open_sprints(project)
    return update_record(project, clean, actor=actor, expected_version=expected_version)


def _refuse_open_sprints(project: Project) -> None:
    """Raise `Invalid` while dates hang on sprints: another method knows none."""
    sprint = project.sprints.filter(state__in=OPEN_SPRINT_STATES).order_by("start_on").first()
    if sprint is not None:
        message = _("%(sprint)s is not finished: finish or delete it first.") % {"sprint": sprint}
        raise Invalid("sprints-open", message, {"method": message})


def put_on_project(
    project: Project, person: User | Contact, *, actor: Actor, part: str = Part.CONTRIBUTES, expected: str = ""
) -> ProjectMember:
    """Put a colleague or a contact on a project, or change what they are to it. Raises `Invalid` for a stranger."""
    demand(actor, Right.WRITE)
    key = {"user": person} if isinstance(person, User) else {"contact": person}
    if isinstance(person, Contact):
        refuse_strangers(project, person)
    with transaction.atomic():
        known = ProjectMember.objects.filter(project=project, **key).first()
        if known is not None:
            return update_record(known, {"part": part, "expected": expected}, actor=actor)
        return create_record(ProjectMember(project=project, part=part, expected=expected, **key), actor=actor)


def take_off_project(member: ProjectMember, *, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    delete_record(member, actor=actor)


def refuse_strangers(project: Project, contact: Contact) -> None:
    """Raise `Invalid` for a contact of another account."""
    if project.account_id is None or not contact.places.filter(account=project.account_id).exists():
        message = _("“%(name)s” is not a contact of this account.") % {"name": contact.name}
        raise Invalid("stranger", message, {"contact": message})


def _clean(project: Project, values: Mapping[str, Any]) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    clean: dict[str, Any] = {}
    for name, value in values.items():
        try:
            clean[name] = project._meta.get_field(name).clean(value, project)  # type: ignore[union-attr] # columns alone
            refuse_beyond_bounds(name, clean[name])
        except ValidationError as error:
            wrong[name] = error.messages[0]
    if wrong:
        raise Invalid("wrong-value", next(iter(wrong.values())), wrong)
    return clean
