"""A folder and a server with files, and feeds that read them."""

import ipaddress
import os
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from milepost.audit.public import create_record
from milepost.identity.public import User
from milepost.integrations.csv.models import Mapping
from milepost.integrations.csv.records import Settings
from milepost.integrations.feeds.actions import add_feed, run_now
from milepost.integrations.feeds.models import Feed, FeedRun
from milepost.integrations.feeds.records import Way
from milepost.integrations.feeds.watching import watch_feeds
from milepost.jobs.testing import run_all_jobs
from milepost.lib.testing import LoopbackServer

FILE = "id;company;signed\nA1;Acme;16-10-2024\nA2;Bolt;05-06-2024\n"
AMBIGUOUS = FILE.replace("16-10", "01-10")


class Server:
    """Gives `body` under `/accounts.csv`; `got` are the headers of the requests. `/away` leads to `target`."""

    def __init__(self) -> None:
        self.body, self.status, self.headers, self.target = FILE.encode(), 200, {"ETag": '"1"'}, ""
        self.length: int | None = None
        self.got: list[dict[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.got.append({name.lower(): value for name, value in self.headers.items()})
                if self.path == "/away":
                    self.send_response(302)
                    self.send_header("Location", server.target)
                    self.end_headers()
                    return
                known = self.headers.get("If-None-Match")
                status = 304 if known and known == server.headers.get("ETag") else server.status
                self.send_response(status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                body = server.body if status == 200 else b""
                self.send_header("Content-Length", str(len(body) if server.length is None else server.length))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = LoopbackServer(Handler)
        self.base = self.server.base
        self.url = f"{self.base}/accounts.csv"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.PRIVATE_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    one = Server()
    yield one
    one.server.close()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.IMPORT_DIR = str(tmp_path)
    (tmp_path / "crm").mkdir()
    return tmp_path / "crm"


@pytest.fixture
def mapping(ada: User) -> Mapping:
    columns = {"company": "name", "signed": "contract_start"}
    how = Settings(source="crm", key_column="id", columns=columns)
    return create_record(Mapping(kind="accounts", name="From the CRM", settings=how.as_json()), actor=ada.as_actor())


@pytest.fixture
def fetching(server: Server, lena: User, mapping: Mapping) -> Feed:
    """A feed of an address."""
    given = {"name": "Accounts", "mapping": mapping, "way": Way.ADDRESS, "place": server.url, "secret": "s3cret"}
    return add_feed(lena, given, actor=lena.as_actor())


@pytest.fixture
def watching(folder: Path, lena: User, mapping: Mapping) -> Feed:
    """A feed of a folder."""
    given = {"name": "Drop", "mapping": mapping, "way": Way.FOLDER, "place": "crm", "pattern": "*.csv"}
    return add_feed(lena, given, actor=lena.as_actor())


@pytest.fixture
def ran() -> Callable[[Feed], FeedRun]:
    """Run a feed by hand to the end of its import, and return the run."""

    def run(feed: Feed) -> FeedRun:
        feed.refresh_from_db()
        run_now(feed, actor=feed.owner.as_actor())
        run_all_jobs()
        return FeedRun.objects.filter(feed=feed).latest("id")

    return run


def put(folder: Path, name: str, text: str = FILE, *, age_seconds: int = 300) -> Path:
    path = folder / name
    path.write_text(text)
    then = time.time() - age_seconds
    os.utime(path, (then, then))
    return path


def look(times: int = 2) -> None:
    """Let the clock look into folders, and what it begins come to its end."""
    for _time in range(times):
        watch_feeds.call()
        run_all_jobs()
