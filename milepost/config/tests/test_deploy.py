"""The files in `deploy/`, run as processes: an older installation is upgraded, then served through a reverse proxy."""

import configparser
import http.cookiejar
import json
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
HOST = "cs.example.com"
PASSWORD = "nine lives of a cat"
START_SECONDS = 180
OLDER_INSTALLATION = f"""
from milepost.config.cli.options import set_up_django
set_up_django(None)
from django.core.management import call_command
from milepost.identity.public import add_user
from milepost.lib.actor import SYSTEM
call_command("migrate", verbosity=0)
add_user("ada@example.com", "Ada", "admin", password={PASSWORD!r}, actor=SYSTEM)
for room, state in (("search", "0001"), ("account", "0005"), ("django_tasks_database", "0018")):
    call_command("migrate", room, state, verbosity=0)
"""


def unit(name: str) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string((DEPLOY / name).read_text())
    return {section: dict(parser[section]) for section in parser.sections()}


def command_of(name: str) -> list[str]:
    words = shlex.split(unit(name)["Service"]["ExecStart"])
    assert words[0] == "/opt/milepost/.venv/bin/milepost"
    return [sys.executable, "-m", "milepost.config.cli", *words[1:]]


def variables_of_example() -> dict[str, str]:
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("name", ["milepost-web.service", "milepost-worker.service", "milepost-backup.service"])
def test_units_give_the_service_no_more_than_it_needs(name):
    service = unit(name)["Service"]
    wanted = {"User": "milepost", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes"}
    assert wanted.items() <= service.items()
    assert service["CapabilityBoundingSet"] == ""
    assert service["EnvironmentFile"] == "/etc/milepost/environment"


def test_the_example_names_only_settings_that_exist():
    from milepost.config.docs import settings_page

    for name in variables_of_example():
        assert f"`{name}`" in settings_page()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_understands_the_units():
    units = [str(path) for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"}]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "is not executable" not in line and "milepost" in line]
    assert complaints == []


@pytest.mark.slow
def test_it_upgrades_an_older_installation_and_serves_it_through_a_proxy(tmp_path):
    app_port, http_port, https_port = free_port(), free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MILEPOST_", "DATABASE_URL"))}
    kept.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    environment = kept | variables_of_example()
    environment |= {"MILEPOST_DATA_DIR": str(tmp_path / "data"), "MILEPOST_PORT": str(app_port)}
    run = _runner(environment)

    _make_older_installation(environment)
    refused = subprocess.run(
        command_of("milepost-web.service"), env=environment, capture_output=True, text=True, check=False, timeout=180
    )
    assert refused.returncode == 1
    assert "migrations are pending" in refused.stderr
    assert refused.stderr.count("\n") == 1
    run("manage", "migrate", "-v0")

    with ExitStack() as stack:
        for name in ("milepost-web.service", "milepost-worker.service"):
            stack.enter_context(running(command_of(name), environment))
        _wait_for(lambda: _get(f"http://127.0.0.1:{app_port}/healthz")[0] == 200)
        stack.enter_context(proxy(tmp_path, app_port, http_port, https_port))
        _sees_https_only(http_port, https_port)
        _signs_in(https_port)
    assert not _listens(app_port)


def _runner(environment: dict[str, str]) -> Callable[..., str]:
    def run(*words: str) -> str:
        command = [sys.executable, "-m", "milepost.config.cli", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def _make_older_installation(environment: dict[str, str]) -> None:
    """Make a database as an older version left it, of ours and of other packages, with somebody in it."""
    subprocess.run([sys.executable, "-c", OLDER_INSTALLATION], env=environment, check=True, timeout=180)


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """Run a unit's command as systemd does; it must end well on SIGTERM, with all that it started."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


@contextmanager
def proxy(folder: Path, app_port: int, http_port: int, https_port: int) -> Iterator[None]:
    """Run nginx by the example, on other ports and with a certificate of our own."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("needs nginx and openssl")
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    subject = ["-subj", f"/CN={HOST}", "-days", "1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make, *subject], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf.example").read_text()
    text = re.sub(r"listen \[::\]:\d+( ssl)?;\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{http_port};")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{https_port} ssl;")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{app_port}")
    text = text.replace(f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(certificate))
    text = text.replace(f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(key))
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{text}}}\n"
    )
    process = subprocess.Popen([nginx, "-c", str(config), "-p", str(folder)])
    try:
        _wait_for(lambda: _listens(https_port))
        yield
    finally:
        process.terminate()
        process.wait(15)


def _sees_https_only(http_port: int, https_port: int) -> None:
    status, headers, _body = _get(f"http://127.0.0.1:{http_port}/")
    assert (status, headers["Location"]) == (301, f"https://{HOST}/")
    status, headers, _body = _get(f"https://127.0.0.1:{https_port}/sign-in/login/")
    assert status == 200
    assert "max-age" in headers["Strict-Transport-Security"]
    assert "Secure" in headers["Set-Cookie"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    status, _headers, body = _get(f"https://127.0.0.1:{https_port}/healthz")
    assert (status, json.loads(body)["status"]) == (200, "ok")


def _signs_in(https_port: int) -> None:
    jar = http.cookiejar.CookieJar()
    # The jar's idea of the host is the address, so cookies come back although the proxy serves a name.
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=_no_verification()), urllib.request.HTTPCookieProcessor(jar), _NoRedirect()
    )
    url = f"https://127.0.0.1:{https_port}/sign-in/login/"
    page = opener.open(urllib.request.Request(url, headers={"Host": HOST})).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"csrfmiddlewaretoken": token, "login": "ada@example.com", "password": PASSWORD}
    headers = {"Host": HOST, "Referer": f"https://{HOST}/sign-in/login/"}
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(), headers)
    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(request)
    assert answer.value.code == 302
    home = opener.open(urllib.request.Request(f"https://127.0.0.1:{https_port}/", headers={"Host": HOST}))
    assert home.status == 200
    assert "Ada" in home.read().decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object):
        return None


def _no_verification() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _get(url: str) -> tuple[int, Any, bytes]:
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_no_verification()), _NoRedirect())
    request = urllib.request.Request(url, headers={"Host": HOST})
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()
    except OSError:
        return 0, {}, b""


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
