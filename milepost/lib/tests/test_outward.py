import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from milepost.lib import outward
from milepost.lib.outward import OutwardError, may_reach, send_outward
from milepost.lib.testing import LoopbackServer

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _n in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
            return
        self.send_response(302 if self.path.startswith("/to") else 200)
        if self.path == "/to-private":
            self.send_header("Location", "http://10.0.0.1/")
        if self.path == "/to-here":
            self.send_header("Location", "/found")
        self.end_headers()
        self.wfile.write(
            b"x" * 5000 if self.path == "/long" else f"{self.path} {self.headers['Host']} ".encode() + body
        )

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    server = LoopbackServer(_Handler)
    yield server.base
    server.close()


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let every name stand for these addresses; returns those that were connected to."""
    connected: list[str] = []

    def resolve(*addresses: str) -> list[str]:
        def found(_host: str, port: int, **_options: object) -> list[tuple[object, ...]]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        def connect(address: tuple[str, int], **_options: object) -> socket.socket:
            connected.append(address[0])
            raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr(outward.socket, "getaddrinfo", found)
        monkeypatch.setattr(outward.socket, "create_connection", connect)
        return connected

    return resolve


def test_it_sends_and_returns_what_came_back(base: str) -> None:
    answer = send_outward("POST", f"{base}/a?b=1", headers={}, body=b"hello", allowed=LOOPBACK)
    assert (answer.status, answer.body, answer.is_cut) == (200, f"/a?b=1 {base[7:]} hello".encode(), False)


def test_it_reads_no_more_than_asked(base: str) -> None:
    answer = send_outward("POST", f"{base}/long", headers={}, most_bytes=100, allowed=LOOPBACK)
    assert (len(answer.body), answer.is_cut) == (100, True)


def test_an_answer_that_drips_ends_in_time(base: str) -> None:
    began = time.monotonic()
    with pytest.raises(OutwardError) as caught:
        send_outward("POST", f"{base}/drip", headers={}, seconds=0.4, allowed=LOOPBACK)
    assert caught.value.code == "timeout"
    assert time.monotonic() - began < 2


def test_a_redirect_is_followed_only_when_asked_and_checked_anew(base: str) -> None:
    assert send_outward("POST", f"{base}/to-here", headers={}, allowed=LOOPBACK).status == 302
    followed = send_outward("POST", f"{base}/to-here", headers={}, allowed=LOOPBACK, redirects=1)
    assert followed.body.startswith(b"/found")
    with pytest.raises(OutwardError) as caught:
        send_outward("POST", f"{base}/to-private", headers={}, allowed=LOOPBACK, redirects=3)
    assert caught.value.code == "refused"


def test_the_loopback_is_refused_unless_allowed(base: str) -> None:
    with pytest.raises(OutwardError) as caught:
        send_outward("POST", base, headers={})
    assert caught.value.code == "refused"


@pytest.mark.parametrize("url", ["https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://[::1]/"])
def test_other_spellings_of_the_loopback_are_refused(url: str) -> None:
    with pytest.raises(OutwardError) as caught:
        send_outward("GET", url, headers={})
    assert caught.value.code in {"refused", "unresolved"}


def test_a_name_with_one_private_address_is_refused(resolving: Callable[..., list[str]]) -> None:
    connected = resolving("93.184.215.14", "10.0.0.7")
    with pytest.raises(OutwardError) as caught:
        send_outward("GET", "https://example.com/", headers={})
    assert (caught.value.code, connected) == ("refused", [])


def test_it_connects_to_the_address_that_was_checked(resolving: Callable[..., list[str]]) -> None:
    connected = resolving("93.184.215.14")
    with pytest.raises(OutwardError) as caught:
        send_outward("GET", "https://example.com/", headers={})
    assert (caught.value.code, connected) == ("unreachable", ["93.184.215.14"])


def test_without_tls_nothing_goes_to_a_public_address(resolving: Callable[..., list[str]]) -> None:
    connected = resolving("93.184.215.14")
    with pytest.raises(OutwardError):
        send_outward("GET", "http://example.com/", headers={})
    assert connected == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.2.1", "198.18.0.1",
    ],
)  # fmt: skip
def test_it_knows_what_is_not_public(address: str) -> None:
    assert not may_reach(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_it_knows_what_is_public(address: str) -> None:
    assert may_reach(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example",
        "https://",
        "https://u:p@a.example",
        "https://a.example:0/",
        "https://a b",
        "//x",
        "https://a.example:99999",
    ],
)
def test_it_refuses_what_is_no_address(url: str) -> None:
    with pytest.raises(OutwardError) as caught:
        send_outward("GET", url, headers={})
    assert caught.value.code == "bad-url"
