"""For tests: a server on loopback."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# How often it looks whether it shall end: the library's half second would be waited for by every test.
_LOOK_SECONDS = 0.01


class LoopbackServer(ThreadingHTTPServer):
    """Answers by `handler` from a thread of its own, until it is closed."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(_LOOK_SECONDS,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a caller that hangs up is what some tests are about."""

    def close(self) -> None:
        self.shutdown()
        self.server_close()
