"""Signatures after the Standard Webhooks specification, version 1: HMAC-SHA256 over id, time and body.

Source: https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md. A test holds them against
the verifier of the specification's own library.
"""

import base64
import hashlib
import hmac
import secrets

_MARK = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return a secret as receivers' libraries take it."""
    return _MARK + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(secret: str, message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """Return the headers by which a receiver knows that `body` is ours, and from when; `seconds` since 1970."""
    key = base64.b64decode(secret.removeprefix(_MARK))
    signed = f"{message_id}.{seconds}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": f"v1,{signature}"}
