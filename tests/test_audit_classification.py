"""Every table is audited, or exempt for a reason that is written down.

A model of ours says its reason itself, as `AUDIT_EXEMPT = "…"`; those of others are listed here.
"""

import pytest
from django.apps import apps
from django.db import models
from django.db.models.deletion import DB_CASCADE, DB_SET_DEFAULT, DB_SET_NULL

from milepost.audit.public import AuditEntry, Record

_SIGNALLED = "written by allauth alone; identity logs each write as an event on the person"
_NOT_USED = "no page or code writes it"
_MACHINE = "state of the machinery that no person writes; who enqueued or retried a job is logged there"
EXEMPT = {
    "account.EmailAddress": _SIGNALLED,
    "account.EmailConfirmation": "confirmation keys, made and used up by allauth",
    "mfa.Authenticator": _SIGNALLED,
    "socialaccount.SocialAccount": _SIGNALLED,
    "socialaccount.SocialApp": _NOT_USED,
    "socialaccount.SocialToken": _NOT_USED,
    "usersessions.UserSession": "sign-in and sign-out are events on the person; the row is touched by each request",
    "sessions.Session": "sign-in and sign-out are events on the person",
    "auth.Permission": _NOT_USED,
    "auth.Group": _NOT_USED,
    "auth.Group_permissions": _NOT_USED,
    "contenttypes.ContentType": "written by migrations",
    "django_tasks_database.DBTaskResult": _MACHINE,
}

_HARMLESS = {"sha256", "wants_digest"}


def all_models() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def audited() -> list[type[Record]]:
    return [model for model in all_models() if issubclass(model, Record)]


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model._meta.label)
def test_it_is_audited_or_exempt_for_a_reason(model):
    own_reason = getattr(model, "AUDIT_EXEMPT", "")
    listed_reason = EXEMPT.get(model._meta.label, "")
    said = [issubclass(model, Record), bool(own_reason), bool(listed_reason)].count(True)
    assert said == 1, (
        f"{model._meta.label} must extend milepost.audit.public.Record, "
        'or say AUDIT_EXEMPT = "why nobody needs to know who wrote it" (one of the two)'
    )


def test_it_lists_no_model_that_is_gone():
    assert set(EXEMPT) <= {model._meta.label for model in all_models()}


@pytest.mark.parametrize("model", audited(), ids=lambda model: model._meta.label)
def test_it_lets_the_database_write_no_audited_row_by_itself(model):
    links = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    by_database = {DB_CASCADE, DB_SET_NULL, DB_SET_DEFAULT}
    assert not [field.name for field in links if field.remote_field.on_delete in by_database]
    assert not [field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created], (
        "a many-to-many field of an audited record goes through a record of its own"
    )


@pytest.mark.parametrize("model", audited(), ids=lambda model: model._meta.label)
def test_it_names_fields_that_exist(model):
    names = {field.name for field in model._meta.concrete_fields}
    assert names >= model.AUDIT_SECRET | model.AUDIT_IGNORED
    assert len(model.audit_kind()) <= AuditEntry._meta.get_field("kind").max_length


@pytest.mark.parametrize("model", audited(), ids=lambda model: model._meta.label)
def test_it_hides_what_looks_like_a_secret(model):
    telling = ("password", "secret", "digest", "token", "hash")
    fields = {field.name for field in model._meta.concrete_fields if any(word in field.name for word in telling)}
    assert fields - _HARMLESS <= model.AUDIT_SECRET
