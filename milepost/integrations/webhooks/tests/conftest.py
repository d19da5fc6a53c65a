"""A receiver on this machine, and a webhook that leads to it."""

import ipaddress
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from milepost.accounts.public import create_account
from milepost.identity.public import User
from milepost.integrations.webhooks.actions import add_webhook
from milepost.integrations.webhooks.kinds import KINDS
from milepost.integrations.webhooks.models import Webhook
from milepost.lib.testing import LoopbackServer


class Receiver:
    """Keeps what came (headers in small letters, body) and answers with `status`."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer = 200, b"thanks"
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.end_headers()
                self.wfile.write(receiver.answer)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = LoopbackServer(Handler)
        self.url = f"{self.server.base}/hook"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.PRIVATE_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    one = Receiver()
    yield one
    one.server.close()


@pytest.fixture
def webhook(receiver: Receiver, lena: User) -> Webhook:
    return add_webhook(lena, "CRM", receiver.url, list(KINDS), actor=lena.as_actor())[0]


@pytest.fixture
def northwind(ada: User) -> Any:
    return create_account("Northwind", actor=ada.as_actor(), domains=["n.example"])
