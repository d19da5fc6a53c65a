import os
import subprocess
import sys

import pytest

from milepost.config import checks
from milepost.config.env import Environment


@pytest.fixture
def environment(monkeypatch, settings):
    def become(values: dict):
        env = Environment(**{"url": "http://localhost:8000", **values})
        monkeypatch.setattr(checks, "environment", lambda: env)
        settings.BASE_URL, settings.DEBUG = env.url, env.debug
        settings.TRUSTED_PROXIES, settings.IS_DEMO = env.trusted_proxies, env.demo

    return become


def ids(found) -> list[str]:
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("check", "bad", "good", "expected"),
    [
        (checks.debug_is_local, {"debug": True, "url": "https://cs.example.com"}, {"debug": True}, "milepost.E001"),
        (
            checks.https_has_a_proxy,
            {"url": "https://cs.example.com"},
            {"url": "https://cs.example.com", "trusted_proxies": 1},
            "milepost.E003",
        ),
        (checks.others_need_https, {"url": "http://cs.example.com"}, {}, "milepost.W001"),
        (checks.demo_stays_local, {"demo": True, "bind": "0.0.0.0"}, {"demo": True}, "milepost.E004"),
    ],
)
def test_it_finds_what_is_misconfigured(environment, check, bad, good, expected):
    environment(bad)
    assert ids(check()) == [expected]
    environment(good)
    assert check() == []


@pytest.mark.parametrize("secret", ["changeme", "a" * 60, "secretsecretsecretsecretsecretsecret"])
def test_it_finds_a_secret_that_can_be_guessed(settings, secret):
    settings.SECRET_KEY = secret
    assert ids(checks.secret_is_secret()) == ["milepost.E002"]


def test_it_accepts_the_secret_that_it_makes(settings, tmp_path):
    from milepost.config.env import secret_key

    settings.SECRET_KEY = secret_key(Environment(data_dir=tmp_path))
    assert checks.secret_is_secret() == []
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
@pytest.mark.own_processes
def test_it_passes_the_checks_for_deployment_with_the_settings_of_production(tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "MILEPOST_MAIL_URL": "smtp://user:secret@mail.example.com",
        "MILEPOST_DATA_DIR": str(tmp_path),
        "MILEPOST_URL": "https://cs.example.com",
        "MILEPOST_TRUSTED_PROXIES": "1",
    }
    command = [sys.executable, "-m", "milepost.config.cli", "manage", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
