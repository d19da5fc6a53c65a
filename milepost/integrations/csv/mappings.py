"""Mappings: named ways to read files of one kind, kept from an import or said outright."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.integrations.csv.actions import check_reading
from milepost.integrations.csv.beginning import demand_kind
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.records import Settings
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid

_LONGEST_NAME = 80


def save_mapping(import_: Import, name: str, *, actor: Actor) -> Mapping:
    """Keep how an import is read under a name; one of the same kind and name is replaced."""
    demand(actor, Right.IMPORT)
    name = _clean_name(name, "mapping_name")
    with transaction.atomic():
        found = Mapping.objects.filter(kind=import_.kind, name=name).first()
        if found:
            return update_record(found, {"settings": import_.settings}, actor=actor)
        return create_record(Mapping(kind=import_.kind, name=name, settings=import_.settings), actor=actor)


def make_mapping(kind: str, name: str, settings: Settings, *, actor: Actor) -> Mapping:
    """Keep how files of a kind are read, before there is one. Raises `Conflict` when the name is taken."""
    demand(actor, Right.IMPORT)
    name = _clean_name(name)
    _check(kind, settings, actor)
    with transaction.atomic():
        _demand_free(kind, name)
        return create_record(Mapping(kind=kind, name=name, settings=settings.as_json()), actor=actor)


def change_mapping(
    mapping: Mapping, settings: Settings, *, actor: Actor, name: str | None = None, expected_version: int | None = None
) -> Mapping:
    """Say otherwise how files are read; repeated imports that use the mapping read their next file so."""
    demand(actor, Right.IMPORT)
    name = mapping.name if name is None else _clean_name(name)
    _check(mapping.kind, settings, actor)
    with transaction.atomic():
        _demand_free(mapping.kind, name, mapping)
        changes = {"name": name, "settings": settings.as_json()}
        return update_record(mapping, changes, actor=actor, expected_version=expected_version)


def delete_mapping(mapping: Mapping, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a mapping; `Conflict` ("in-use") while a repeated import needs it."""
    demand(actor, Right.IMPORT)
    delete_record(mapping, actor=actor, expected_version=expected_version)


def _check(kind: str, settings: Settings, actor: Actor) -> None:
    # Whether a file has these columns is seen when there is one.
    headers = [*settings.columns, *([settings.key_column] if settings.key_column else [])]
    check_reading(demand_kind(kind), headers, settings, actor)


def _clean_name(name: str, field: str = "name") -> str:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or "\0" in name:
        words = _("Give the mapping a name of at most 80 characters.")
        raise Invalid("wrong-value", words, {field: words})
    return name


def _demand_free(kind: str, name: str, mapping: Mapping | None = None) -> None:
    if Mapping.objects.filter(kind=kind, name=name).exclude(pk=mapping.pk if mapping else 0).exists():
        raise Conflict("name-taken", _("There is a mapping of this name already."))
