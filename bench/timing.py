"""What the benchmarks of pages share: percentiles of repeated requests, their queries, and the way to a deep page."""

import html
import re
import statistics
import time
from collections.abc import Callable
from typing import Any

NEXT = re.compile(r'href="([^"]+)" rel="next"')
DEEP_PAGE = 100


def measure(request: Callable[[], Any], rounds: int) -> tuple[float, float, float, float, int]:
    """Return p50 and p95 of processor time, the same of wall time, in milliseconds, and the number of queries.

    The first request is not timed: it fills what is kept from one request to the next.
    """
    from django.db import connection  # noqa: PLC0415 - needs the settings

    seen: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: (seen.append(sql), run(sql, *rest))[1]):
        answer = request()
    assert answer.status_code < 400, (answer.status_code, answer.content[:500])
    processor, times = [], []
    for _round in range(rounds):
        began, began_cpu = time.perf_counter(), time.process_time()
        request()
        processor.append((time.process_time() - began_cpu) * 1000)
        times.append((time.perf_counter() - began) * 1000)
    return *p50_p95(processor), *p50_p95(times), len(seen)


def p50_p95(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]


def deep_page(client: Any, address: str, page: int = DEEP_PAGE) -> str:
    """Follow "next" to a page (the last one, when there are fewer) and return its address."""
    for _page in range(page - 1):
        following = NEXT.search(client.get(address).content.decode())
        if not following:
            break
        address = html.unescape(following[1])
    return address
