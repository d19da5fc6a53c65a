"""Requests that go out to addresses which people typed in: never to a machine that the vendor's network protects.

The host's name is resolved here, every address that it stands for is checked, and the connection goes to a checked
address itself, so that a name which resolves otherwise a moment later (DNS rebinding) leads nowhere. Redirects are
followed only when asked for, and each step is checked anew. Time and size of the answer are bounded as a whole.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO
from urllib.parse import SplitResult, urljoin, urlsplit

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_URL = 1000
_CHUNK = 256 * 1024


class OutwardError(Exception):
    """No answer came. `code`: bad-url, refused, unresolved, unreachable, tls, timeout, malformed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class OutwardAnswer:
    """What came back. `is_cut`: the body was longer than what was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool


def send_outward(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    seconds: float = 15,
    most_bytes: int = 65_536,
    allowed: Sequence[Network] = (),
    redirects: int = 0,
    into: IO[bytes] | None = None,
) -> OutwardAnswer:
    """Send one request and return its answer, whatever its status; raises `OutwardError`.

    The body of a 200 goes `into` a file, where one is given. A redirect to another origin does not get the header
    `Authorization`.

    `allowed` are networks of private addresses that may be reached nevertheless, also without TLS. `seconds` bounds
    all of it, the resolution of the name excepted, which the system's resolver bounds.
    """
    asked = _Request(method, headers, body, time.monotonic() + seconds, most_bytes, into)
    for step in range(redirects + 1):
        parts = checked_url(url)
        addresses = _addresses(parts, allowed)
        answer = _exchange(asked, parts, addresses)
        target = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not target or step == redirects:
            break
        url = urljoin(url, target)
        if origin(url) != origin(parts.geturl()):
            plain = {name: text for name, text in asked.headers.items() if name.lower() != "authorization"}
            asked = replace(asked, headers=plain)
    return answer


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address: who is asked. Raises `OutwardError` ("bad-url")."""
    parts = checked_url(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def checked_url(url: str) -> SplitResult:
    """Return the parts of an address that a request can go to; raises `OutwardError` ("bad-url")."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutwardError("bad-url", "This is no address.") from error
    is_clean = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if parts.scheme not in {"https", "http"} or not parts.hostname or port == 0 or not is_clean:
        raise OutwardError("bad-url", "Write an address that begins with https:// and names a host.")
    if parts.username is not None or parts.password is not None:
        raise OutwardError("bad-url", "An address with a password in it is not taken.")
    return parts


def may_reach(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Say whether an address is a public one, or lies in one of the `allowed` networks."""
    plain = _unwrapped(address)
    if any(plain in network for network in allowed if network.version == plain.version):
        return True
    return plain.is_global and not (
        plain.is_private
        or plain.is_loopback
        or plain.is_link_local
        or plain.is_multicast
        or plain.is_reserved
        or plain.is_unspecified
    )


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that some IPv6 addresses stand for: what is behind it is what is reached."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _addresses(parts: SplitResult, allowed: Sequence[Network]) -> list[tuple[str, int]]:
    """Return where the host is, if all of it may be reached."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutwardError("unresolved", f"The name {host} leads nowhere.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not may_reach(address, allowed):
            raise OutwardError("refused", f"{host} is a private address ({text}), and nothing is sent there.")
        if parts.scheme == "http" and not any(address in network for network in allowed):
            raise OutwardError("refused", "Without https nothing is sent to a public address.")
    if not addresses:
        raise OutwardError("unresolved", f"The name {host} leads nowhere.")
    return [(text, port) for text in addresses]


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were checked; the name is used for the Host header and the certificate."""

    def __init__(self, parts: SplitResult, addresses: Sequence[tuple[str, int]], deadline: float) -> None:
        super().__init__(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        if parts.scheme == "https":
            self.default_port = 443
        self._addresses, self._deadline = addresses, deadline
        self._open: socket.socket | None = None
        self._context = ssl.create_default_context() if parts.scheme == "https" else None

    def connect(self) -> None:
        self.sock = self._connected()
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
        # http.client hands its own reference over to the response.
        self._open = self.sock

    def _connected(self) -> socket.socket:
        failure: OSError = TimeoutError("timed out")
        for address in self._addresses:
            left = self._deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection(address, timeout=left)
            except OSError as error:
                failure = error
        raise failure

    def cut(self) -> None:
        """End whatever waits on the socket, from another thread."""
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes
    deadline: float
    most_bytes: int
    into: IO[bytes] | None


def _exchange(asked: _Request, parts: SplitResult, addresses: Sequence[tuple[str, int]]) -> OutwardAnswer:
    connection = _Pinned(parts, addresses, asked.deadline)
    # A timeout of the socket bounds each wait; an answer that drips would outlive them all.
    watchdog = threading.Timer(max(0.0, asked.deadline - time.monotonic()), connection.cut)
    watchdog.daemon = True
    watchdog.start()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            asked.method, path, body=asked.body or None, headers={"Connection": "close", **asked.headers}
        )
        response = connection.getresponse()
        content, is_cut = _received(response, asked)
    except (OSError, http.client.HTTPException) as error:
        raise _failure(error, asked.deadline) from error
    finally:
        watchdog.cancel()
        connection.close()
    if time.monotonic() > asked.deadline:
        raise OutwardError("timeout", "The answer took too long.")
    found = {name.lower(): value for name, value in response.getheaders()}
    return OutwardAnswer(response.status, found, content, is_cut)


def _received(response: http.client.HTTPResponse, asked: _Request) -> tuple[bytes, bool]:
    """Return the body, and whether it was cut; what goes into a file is not returned."""
    if asked.into is None or response.status != http.client.OK:
        content = response.read(asked.most_bytes + 1)
        return content[: asked.most_bytes], len(content) > asked.most_bytes
    left = asked.most_bytes
    while chunk := response.read(min(_CHUNK, left + 1)):
        if len(chunk) > left:
            return b"", True
        left -= len(chunk)
        asked.into.write(chunk)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"", False


def _failure(error: Exception, deadline: float) -> OutwardError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return OutwardError("tls", f"The certificate is not valid: {error.verify_message}.")
    if isinstance(error, TimeoutError) or time.monotonic() > deadline:
        return OutwardError("timeout", "The answer took too long.")
    if isinstance(error, ssl.SSLError):
        return OutwardError("tls", f"No secure connection came about: {error.reason or error}.")
    if isinstance(error, http.client.HTTPException):
        return OutwardError("malformed", "What came back is no answer of HTTP.")
    return OutwardError("unreachable", f"No connection came about: {getattr(error, 'strerror', None) or error}.")
