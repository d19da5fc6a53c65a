"""Every foreign key to an account or a contact has a handler that merges it, puts it back, and erases a person."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from milepost.accounts.public import Account, Contact, record_handlers


def keys_to(target) -> list[str]:
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is target
    )


@pytest.mark.parametrize(("target", "kind"), [(Account, "account"), (Contact, "contact")])
def test_it_has_a_handler_for_every_key(target, kind):
    registered = {handler.key for handler in record_handlers if handler.of == kind}
    missing = set(keys_to(target)) - registered
    assert not missing, "register a RecordHandler (milepost/accounts/actions/record_rows.py makes the usual one)"


def test_it_erases_a_person_from_every_table_that_names_one():
    assert not [handler.key for handler in record_handlers if handler.of == "contact" and handler.erase is None]


def test_it_has_no_handler_of_a_column_that_is_gone():
    for handler in record_handlers:
        apps.get_model(handler.model)._meta.get_field(handler.field)
