"""An OpenID Connect provider on loopback: discovery, authorisation with PKCE, token, userinfo, JWKS; real HTTP."""

import base64
import hashlib
import json
import secrets
import time
from functools import cache
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from milepost.lib.testing import LoopbackServer

CLIENT_ID, CLIENT_SECRET = "milepost", "s3cret"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeProvider:
    """Signs in whoever `claims` says; `seen` holds the paths that were asked for."""

    def __init__(self) -> None:
        self.claims = {"sub": "42", "email": "max@example.com", "email_verified": True, "name": "Max Oduya"}
        self.is_broken = False
        self.refuses = False
        self.seen: list[str] = []
        self.codes: dict[str, str] = {}
        self.key = _key()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self, {})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, {name: values[0] for name, values in parse_qs(body).items()})

            def log_message(self, *args):  # noqa: ANN002 # the base's signature
                pass

        self.server = LoopbackServer(Handler)
        self.url = self.server.base

    def close(self):
        self.server.close()

    def settings(self):
        app = {
            "provider_id": "sso",
            "name": "Single sign-on",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": self.url, "fetch_userinfo": True},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def answer(self, handler, form):
        parts = urlsplit(handler.path)
        self.seen.append(parts.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/authorize":
            return self._redirect(handler, query)
        status, body = {
            "/.well-known/openid-configuration": lambda: (200, self._discovery()),
            "/jwks": lambda: (
                200,
                {"keys": [{**RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True), "kid": "k"}]},
            ),
            "/token": lambda: self._token(form),
            "/userinfo": lambda: (200, self.claims),
        }[parts.path]()
        return self._send(handler, status, json.dumps(body).encode())

    def _discovery(self):
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            **{key: f"{self.url}/{end}" for key, end in ends.items()},
        }

    def _redirect(self, handler, query):
        code = secrets.token_urlsafe(8)
        self.codes[code] = query["code_challenge"]
        result = {"error": "access_denied"} if self.refuses else {"code": code}
        handler.send_response(302)
        handler.send_header("Location", f"{query['redirect_uri']}?{urlencode({**result, 'state': query['state']})}")
        handler.end_headers()

    def _token(self, form):
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = self.codes.pop(form.get("code"), None) == challenge and form.get("client_secret") == CLIENT_SECRET
        if self.is_broken or not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {**self.claims, "iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k"})
        return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def _send(self, handler, status, body):
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
