"""A closed-loop load generator: each client sends its next request when the last one was answered.

It reads a target: a base address, how to sign in (cookies and headers), and cells, one kind of request each. In a path
or body `{x}` is a variable, of a list another element at each request; `{x@y}` steps on when list y was gone through
once; `{n}` is a number unique in the run. `steps` are several requests that make one unit of work. `rows` is a pattern
and how often it must be in the answer, `verify` a path and a pattern that must be there after a write: a server may
answer 200 and do nothing. CPU is that of whole trees of processes, between the first request and the last.
"""

import http.client
import json
import os
import re
import statistics
import threading
import time
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
MARK = re.compile(r"\{(\w+)(?:@(\w+))?\}")
WARM_UP = 2
LEAST = 8

type Cell = Mapping[str, Any]


@dataclass(slots=True)
class Run:
    """One cell's run: what all its clients share."""

    target: Mapping[str, Any]
    cell: Cell
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    number: int = 0

    def next_number(self) -> int:
        with self.lock:
            self.number += 1
            return self.number


def measure(
    target: Mapping[str, Any], cell: Cell, *, clients: int, seconds: float, roots: Mapping[str, int], first: int = 0
) -> dict[str, Any]:
    """Load one cell; return milliseconds a request: p50, p95, CPU by tree. `first` is where the numbers go on."""
    run = Run(target, cell, number=first)
    connections = [Connection(target, cell) for _ in range(clients)]
    for connection in connections:
        for _ in range(WARM_UP):
            fault = unit(run, connection, is_checked=True)
            if fault:
                return {"error": fault}
    before, began = {name: cpu_seconds(pid) for name, pid in roots.items()}, time.perf_counter()
    threads = [threading.Thread(target=work, args=(run, each, began + seconds)) for each in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not run.times:
        return {"error": run.faults[0] if run.faults else "nothing was answered"}
    wall = time.perf_counter() - began
    spent = {f"cpu_ms_{name}": 1000 * (cpu_seconds(pid) - before[name]) / len(run.times) for name, pid in roots.items()}
    return {
        "n": len(run.times),
        "errors": len(run.faults),
        "p50": 1000 * statistics.median(run.times),
        "p95": 1000 * sorted(run.times)[int(0.95 * (len(run.times) - 1))],
        "rps": len(run.times) / wall,
        "last": run.number,
        **spent,
    }


def work(run: Run, connection: "Connection", end: float) -> None:
    """Ask until the time is up, and a few times at least."""
    while time.perf_counter() < end or len(run.times) < LEAST:
        began = time.perf_counter()
        fault = unit(run, connection)
        with run.lock:
            if fault:
                run.faults.append(fault)
            else:
                run.times.append(time.perf_counter() - began)
        if len(run.faults) > LEAST:
            return


def unit(run: Run, connection: "Connection", *, is_checked: bool = False) -> str:
    """Do one unit of work; return what was wrong with it, or nothing."""
    number, values = run.next_number(), run.target["vars"]
    for step in run.cell.get("steps", [run.cell]):
        status, text = connection.ask(step, filled(step["path"], values, number), values, number)
        if status not in step.get("status", [200]):
            return f"{status} {text[:200]}"
        if is_checked and "rows" in step:
            found = len(re.findall(step["rows"][0], text))
            if found != step["rows"][1]:
                return f"{found} rows in {step['path']}, expected {step['rows'][1]}"
    if is_checked and "verify" in run.cell:
        path, pattern = run.cell["verify"]
        _status, text = connection.ask({}, filled(path, values, number), values, number)
        if not re.search(filled(pattern, values, number), text):
            return "the write left no trace"
    return ""


def filled(text: str, values: Mapping[str, Any], number: int) -> str:
    def value(match: re.Match[str]) -> str:
        name, slower = match.groups()
        if name == "n":
            return str(number)
        found = values.get(name, match[0])
        if isinstance(found, list):
            found = found[(number // len(values[slower]) if slower else number) % len(found)]
        return str(found)

    return MARK.sub(value, text)


class Connection:
    """A client that stays connected."""

    def __init__(self, target: Mapping[str, Any], cell: Cell) -> None:
        """Connect as the cell says who it is."""
        auth = target["auth"][cell.get("auth", target["default_auth"])]
        place = urllib.parse.urlsplit(target["base"])
        self.link = http.client.HTTPConnection(str(place.hostname), place.port, timeout=120)
        self.headers = {name: filled(value, target["vars"], 0) for name, value in auth.get("headers", {}).items()}
        cookies = [f"{name}={filled(value, target['vars'], 0)}" for name, value in auth.get("cookies", {}).items()]
        if cookies:
            self.headers["Cookie"] = "; ".join(cookies)

    def ask(self, step: Cell, path: str, values: Mapping[str, Any], number: int) -> tuple[int, str]:
        body = step.get("body")
        headers = {**self.headers, **step.get("headers", {})}
        if body is not None:
            body = filled(body if isinstance(body, str) else json.dumps(body), values, number)
            headers["Content-Type"] = "application/json"
        self.link.request(step.get("method", "GET"), path, body, headers)
        answer = self.link.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def cpu_seconds(root: int) -> float:
    """Return what a process and all below it have used, those that ended with it."""
    return sum(sum(int(value) for value in _stat(pid)[11:15]) for pid in tree(root)) / TICKS


def tree(root: int) -> Iterable[int]:
    """Walk a process and all below it."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _stat(int(folder.name))):
            below.setdefault(int(fields[1]), []).append(int(folder.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += below.get(pid, [])


def memory_mib(root: int) -> float:
    """Return the memory of a tree, what is shared counted once (PSS)."""
    return sum(_pss(pid) for pid in tree(root)) / 1024


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _stat(pid: int) -> list[str]:
    """Return the fields of a process after its name; none of one that is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()
