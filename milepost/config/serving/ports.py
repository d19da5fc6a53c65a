"""Ports: whether one is free, and a free one."""

import errno
import socket


class PortTaken(Exception):
    """The port cannot be used."""


def free_port(bind: str, port: int) -> int:
    """Return `port` if it can be listened on, or any free one for 0; raise `PortTaken` with words otherwise."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
            # The server's own socket shares ports; only listening tells whether somebody else is there already.
            probe.listen()
        except OSError as error:
            raise PortTaken(_words(error, bind, port)) from None
        return int(probe.getsockname()[1])


def _words(error: OSError, bind: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose one with --port, or --port 0 for any free one."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user. Choose one above 1023 with --port."
    return f"Cannot listen on {bind}, port {port}: {error.strerror}."
