"""Import of many contacts: how long, how much memory, and how long others' writes take meanwhile.

.venv/bin/python bench/imports.py [--rows 200000] [--accounts 5000] [--folder DIR] [--kill]

Makes a data folder with accounts, writes a CSV file of contacts, and imports it with `milepost import` in a process of
its own, while this process changes an account ten times a second, as a person would. With `--kill` that process is
killed (SIGKILL) half-way and another one resumes; then everything is counted: nothing may be lost or there twice.
"""

import argparse
import csv
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from timing import p50_p95

HERE = Path(__file__).parent.parent
FIRST = ("Ada", "Mona", "Olaf", "Nora", "Jonas", "Lena", "Tomasz", "Élodie", "Ravi", "Mei", "Carlos", "Ingrid")
LAST = ("Lind", "Berg", "Orr", "Hansen", "Nowak", "Martin", "Patel", "Chen", "García", "Sommer", "Falk", "Rossi")
TITLES = ("Head of Operations", "CTO", "Project manager", "Buyer", "Analyst", "")


def main() -> None:
    """Run it all and print the figures."""
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="milepost-bench-"))
    os.environ["MILEPOST_DATA_DIR"] = str(folder)
    from milepost.config.cli.options import set_up_django  # noqa: PLC0415 # reads the environment

    set_up_django(folder)
    _fill(options.accounts)
    path = folder / "contacts.csv"
    _write_file(path, options.rows, options.accounts)
    print(f"{options.rows:,} contacts of {options.accounts:,} accounts, {path.stat().st_size / 1e6:.1f} MB")
    begin = ["contacts", str(path), "--source", "bench", "--key", "id"]
    if options.kill:
        _measure("first half, killed", begin, options.rows // 2, kill_at=options.rows // 2)
        _measure("resumed", ["--resume", str(_latest().pk)], options.rows - options.rows // 2)
    else:
        _measure("first import", begin, options.rows)
    _count(options.rows)
    _measure("the same file again", begin, options.rows)
    _count(options.rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--folder")
    parser.add_argument("--kill", action="store_true", help="kill the first import half-way, and resume it")
    return parser.parse_args()


def _fill(count: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415 # once Django is set up

    from milepost.accounts.public import Account, upsert_accounts  # noqa: PLC0415 # once Django is set up
    from milepost.lib.actor import SYSTEM  # noqa: PLC0415 # once Django is set up

    call_command("migrate", verbosity=0)
    if Account.objects.exists():
        return
    rows = [{"external_id": f"A{number}", "name": f"Account {number}"} for number in range(count)]
    upsert_accounts("bench", rows, actor=SYSTEM)


def _write_file(path: Path, rows: int, accounts: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "email", "account", "job title", "phone", "stance"])
        for number in range(rows):
            name = f"{FIRST[number % 12]} {LAST[number // 12 % 12]}"
            address = f"person{number}@customer{number % accounts}.example"
            title, stance = TITLES[number % 6], ("user", "champion", "")[number % 3]
            writer.writerow([f"C{number}", name, address, f"A{number % accounts}", title, f"+47 {number}", stance])


def _measure(words: str, arguments: list[str], rows: int, kill_at: int | None = None) -> None:
    command = [sys.executable, "-m", "milepost.config.cli", "import", *arguments, "--json"]
    began, cpu = time.monotonic(), _cpu_of_children()
    process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
    latencies = _write_meanwhile(process, kill_at)
    seconds, cpu = time.monotonic() - began, _cpu_of_children() - cpu
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert process.returncode == (0 if kill_at is None else -signal.SIGKILL), process.returncode
    print(f"{words}: {(process.stdout.read() if process.stdout else '')[:160].strip()}")
    print(f"  {seconds:.1f} s, {rows / seconds:,.0f} rows a second; load {os.getloadavg()[0]:.1f}")
    print(f"  CPU {cpu:.1f} s, {cpu / rows * 1000:.2f} s per 1,000 rows; memory at most {memory:.0f} MB")
    p50, p95 = p50_p95(latencies)
    print(f"  others' writes: {len(latencies)}, p50 {p50:.0f} ms, p95 {p95:.0f} ms, at most {max(latencies):.0f}")


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _write_meanwhile(process: "subprocess.Popen[str]", kill_at: int | None) -> list[float]:
    from milepost.accounts.public import Account, change_account  # noqa: PLC0415 # once Django is set up
    from milepost.lib.actor import SYSTEM  # noqa: PLC0415 # once Django is set up

    latencies: list[float] = []
    keys = list(Account.objects.values_list("pk", flat=True)[:100])
    while process.poll() is None:
        account = Account.objects.get(pk=keys[len(latencies) % len(keys)])
        began = time.monotonic()
        change_account(account, {"description": f"Change {len(latencies)}"}, actor=SYSTEM)
        latencies.append((time.monotonic() - began) * 1000)
        time.sleep(max(0.0, 0.1 - (time.monotonic() - began)))
        if kill_at is not None and (import_ := _latest()) and import_.position >= kill_at:
            process.kill()
            process.wait()
    return latencies


def _latest() -> Any:
    from milepost.integrations.csv.models import Import  # noqa: PLC0415 # once Django is set up

    return Import.objects.order_by("-pk").first()


def _count(rows: int) -> None:
    """Count what an import of `rows` new contacts leaves, each record once."""
    from milepost.accounts.models import AccountContact, Contact, ContactEmail, ContactKey  # noqa: PLC0415 # as above
    from milepost.audit.public import AuditEntry  # noqa: PLC0415 # as above
    from milepost.integrations.csv.models import ImportRow  # noqa: PLC0415 # as above
    from milepost.search.models import Document  # noqa: PLC0415 # as above

    counts = {
        "contacts": Contact.objects.count(),
        "keys": ContactKey.objects.values("value").distinct().count(),
        "people by address": ContactEmail.objects.values("address", "contact").distinct().count(),
        "addresses": ContactEmail.objects.values("address").distinct().count(),
        "places": AccountContact.objects.count(),
        "places of different contacts": AccountContact.objects.values("contact").distinct().count(),
        "entries of the log": AuditEntry.objects.filter(kind=Contact.audit_kind(), action="create").count(),
        "rows of the journal": ImportRow.objects.count(),
        "different rows of the journal": ImportRow.objects.values("number").distinct().count(),
        "search documents": Document.objects.filter(kind__key=Contact.audit_kind()).count(),
    }
    wrong = {name: count for name, count in counts.items() if count != rows}
    print(f"  lost or doubled: {wrong or 'nothing'}")
    assert not wrong


if __name__ == "__main__":
    main()
