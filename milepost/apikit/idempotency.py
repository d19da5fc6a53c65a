"""Idempotency keys: the same request sent twice takes effect once, and both senders get the same answer.

1. A claim is committed: from now on the same key is refused as in flight (409). A claim whose process died can be
   taken over after `LEASE`.
2. The effect and the answer are committed together, on the condition that the claim is still ours.
3. Only success is kept. A refusal had no effect, so it frees the key: mend the request and send it again. So does an
   error on our side.

Keys live for a day. Answers that hold a secret are not kept; who repeats such a request is told so (409), and nothing
happens twice.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.apikit.encoding import MULTIPART
from milepost.apikit.models import KeptAnswer
from milepost.apikit.problems import Problem, fault
from milepost.apikit.records import Caller, Policy

LEASE = dt.timedelta(seconds=60)
KEPT_FOR = dt.timedelta(hours=24)
_HEADERS = ("Content-Type", "ETag", "Location")
_LONGEST = 255


def answer_once(
    request: HttpRequest, caller: Caller, policy: Policy, serve: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the kept answer of this key, or what `serve` answers, kept if it succeeds."""
    claimed = _claim(request, caller)
    if claimed.status is not None:
        return _replay(claimed)
    try:
        with transaction.atomic():
            response = serve()
            if _succeeded(response):
                _keep(claimed, response, is_secret=not policy.keeps_answer)
            else:
                transaction.set_rollback(True)
    except BaseException:
        _release(claimed)
        raise
    if not _succeeded(response):
        _release(claimed)
    return response


def forget_old_answers() -> int:
    """Delete what is older than a day; return how many."""
    return KeptAnswer.objects.filter(claimed_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _succeeded(response: HttpResponse) -> bool:
    return 200 <= response.status_code < 300  # noqa: PLR2004 - the class of success


def _claim(request: HttpRequest, caller: Caller) -> KeptAnswer:
    """Return a fresh claim of ours, or the row of an answer given before."""
    mine = KeptAnswer(
        principal=caller.principal,
        method=request.method or "",
        path=request.path[:300],
        key=_key(request),
        digest=_digest(request),
        claim=secrets.token_hex(16),
        claimed_at=timezone.now(),
    )
    # Looked up first: on SQLite an insert would wait for the writer that is in flight, instead of naming it.
    present = _present(mine)
    if present is None:
        try:
            with transaction.atomic():
                mine.save(force_insert=True)
            return mine
        except IntegrityError:
            present = _present(mine)
    return _judge(present, mine)


def _present(mine: KeptAnswer) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(principal=mine.principal, method=mine.method, path=mine.path, key=mine.key).first()


def _judge(present: KeptAnswer | None, mine: KeptAnswer) -> KeptAnswer:
    if present is not None and present.claimed_at < mine.claimed_at - KEPT_FOR:
        # The daily clean-up has not come by yet, but the key's time is over.
        KeptAnswer.objects.filter(pk=present.pk, claim=present.claim).delete()
        mine.save(force_insert=True)
        return mine
    if present is not None and present.digest != mine.digest:
        words = _("This key was used with another request. Take a new key for a new request.")
        raise Problem(422, "key-reused", words, errors=[fault("header", ["Idempotency-Key"], "key-reused", words)])
    if present is not None and present.status is not None:
        return present
    if present is None or not _take_over(present, mine):
        words = _("The first request with this key is still being answered. Send it again in a moment.")
        raise Problem(409, "in-flight", words, headers={"Retry-After": "1"})
    return present


def _take_over(present: KeptAnswer, mine: KeptAnswer) -> bool:
    """Make a claim whose process seems to have died ours; of two who try, one does."""
    if present.claimed_at > mine.claimed_at - LEASE:
        return False
    row = KeptAnswer.objects.in_flight().filter(pk=present.pk, claim=present.claim)
    present.claim, present.claimed_at = mine.claim, mine.claimed_at
    return bool(row.update(claim=mine.claim, claimed_at=mine.claimed_at))


def _keep(claimed: KeptAnswer, response: HttpResponse, *, is_secret: bool) -> None:
    """Write the answer in the transaction of its effect; raise (and so undo the effect) if the claim is not ours."""
    kept = KeptAnswer.objects.in_flight().filter(pk=claimed.pk, claim=claimed.claim)
    names = ("Location",) if is_secret else _HEADERS
    headers = {name: response[name] for name in names if name in response}
    body = b"" if is_secret else response.content
    if not kept.update(status=response.status_code, headers=headers, body=body, is_secret=is_secret):
        raise Problem(409, "in-flight", _("It took too long, and another request took over this key."))


def _release(claimed: KeptAnswer) -> None:
    KeptAnswer.objects.in_flight().filter(pk=claimed.pk, claim=claimed.claim).delete()


def _replay(kept: KeptAnswer) -> HttpResponse:
    if kept.is_secret:
        words = _("This was done already. Its answer held a secret and was not kept: revoke it, and make a new one.")
        raise Problem(409, "answer-not-kept", words, headers=kept.headers)
    response = HttpResponse(bytes(kept.body), status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _key(request: HttpRequest) -> str:
    key = request.headers["Idempotency-Key"]
    if not 0 < len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
        words = _("A key is 1 to 255 printable ASCII characters.")
        raise Problem(422, "invalid", words, errors=[fault("header", ["Idempotency-Key"], "invalid", words)])
    return key


def _digest(request: HttpRequest) -> str:
    """Return what tells one request from another under the same key; multipart bodies count by their parts."""
    digest = hashlib.sha256(request.META.get("QUERY_STRING", "").encode())
    if request.content_type != MULTIPART:
        digest.update(b"\0" + request.body)
        return digest.hexdigest()
    for name in sorted(request.POST):
        digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(repr((name, upload.name)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()
