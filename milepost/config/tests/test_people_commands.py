import json

import pytest
from click.testing import CliRunner

from milepost.audit.public import AuditEntry
from milepost.config.cli import main
from milepost.config.cli.people import ROLES, SCOPES
from milepost.identity.public import Role, Scope, User, token_from_secret


@pytest.fixture
def run(db):
    def invoke(*words: str, code: int = 0, stdin: str | None = None):
        result = CliRunner().invoke(main, words, input=stdin)
        assert result.exit_code == code, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


def test_it_knows_the_roles_and_scopes():
    assert set(ROLES) == set(Role.values)
    assert set(SCOPES) == {scope.value for scope in Scope}


def test_it_adds_a_person_and_prints_the_password_alone(run):
    result = run("user", "add", "Ada@Example.com", "--name", "Ada Lind", "--role", "admin")
    ada = User.objects.get(email="ada@example.com")
    assert ada.check_password(result.stdout.strip())
    entry = AuditEntry.objects.get(kind="identity.user", key=str(ada.pk), action="create")
    assert entry.door == "command"
    assert entry.actor_label.startswith("milepost command (")


def test_it_reads_a_password_and_refuses_a_weak_one(run):
    run("user", "add", "a@example.com", "--name", "A", "--password-stdin", stdin="nine lives of a cat\n")
    assert User.objects.get().check_password("nine lives of a cat")
    result = run("user", "set-password", "a@example.com", "--password-stdin", code=1, stdin="short\n")
    assert "too short" in result.stderr


def test_it_says_in_one_line_what_is_wrong(run, ada):
    assert "here already" in run("user", "add", ada.email, "--name", "Other", code=1).stderr.lower()
    assert run("user", "set-role", "who@example.com", "lead", code=1).stderr.count("\n") == 1
    assert "only active admin" in run("user", "deactivate", ada.email, code=1).stderr
    run("user", "set-role", ada.email, "king", code=2)


def test_it_changes_roles_and_locks_people_out_and_in(run, ada, max_):
    run("user", "set-role", max_.email, "lead")
    run("user", "deactivate", max_.email)
    max_.refresh_from_db()
    assert (max_.role, max_.is_active) == ("lead", False)
    assert max_.email not in run("user", "list").stdout
    rows = json.loads(run("user", "list", "--all", "--json").stdout)
    assert {row["email"]: row["is_active"] for row in rows} == {ada.email: True, max_.email: False}
    run("user", "reactivate", max_.email)
    assert max_.email in run("user", "list").stdout


def test_it_prints_a_new_token_alone_and_revokes_it(run, ada):
    secret = run("token", "create", "--user", ada.email, "--scopes", "read,write", "--expires-days", "9").stdout.strip()
    token = token_from_secret(secret)
    assert token is not None
    assert (token.user, token.scopes) == (ada, ["read", "write"])
    assert token.prefix in run("token", "list", "--user", ada.email).stdout
    run("token", "revoke", token.prefix)
    assert token_from_secret(secret) is None
    run("token", "revoke", "unknown", code=1)


def test_it_refuses_an_unknown_scope(run, ada):
    assert "no scope all" in run("token", "create", "--user", ada.email, "--scopes", "all", code=2).stderr
