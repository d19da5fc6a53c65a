"""Prepares everything that Milepost runs with, from nothing but a Python 3.6, then starts the demo or the tests.

Steps: find a Python that Milepost runs on, find or install uv, install what `uv.lock` names into `.venv`. Each step
that cannot work says what is missing. Uses only the standard library, and no syntax newer than Python 3.6.
"""

import glob
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 12), (3, 14)
PROBE = (
    "import sys, ssl, sqlite3, venv\n"
    "assert sqlite3.sqlite_version_info >= (3, 37), 'its SQLite is older than 3.37'\n"
    "sqlite3.connect(':memory:').execute('create virtual table t using fts5(x)')\n"
    "print('%d.%d.%d' % sys.version_info[:3])"
)
SYSTEM_FOLDERS = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
GROUPS = {"demo": [], "test": ["--all-groups", "--all-extras"]}


class CannotStart(Exception):
    """What is missing, in words for the person at the terminal."""


def main(arguments):
    """Prepare and start; `arguments` are `demo` or `test` and what follows."""
    purpose, rest = arguments[0], arguments[1:]
    try:
        python = _for_help(purpose, rest) or prepare(purpose)
    except CannotStart as problem:
        sys.stderr.write("\nMilepost cannot start here.\n%s\n" % problem)
        return 1
    if purpose == "demo":
        command = [str(python.parent / "milepost"), "demo"] + _with_data_dir(rest)
    else:
        command = [str(python), str(ROOT / "bin" / "checks.py")] + rest
        os.chdir(str(ROOT))
    sys.stdout.flush()
    os.execv(command[0], command)


def _for_help(purpose, rest):
    """Return a Python that can print the options of the tests as it is, if no more is asked."""
    asked = purpose == "test" and {"-h", "--help"} & set(rest)
    found = find_python() if asked else None
    return Path(found) if found else None


def _with_data_dir(rest):
    named = any(word == "--data-dir" or word.startswith("--data-dir=") for word in rest)
    if named or os.environ.get("MILEPOST_DATA_DIR"):
        return rest
    return ["--data-dir", str(ROOT / "var" / "demo")] + rest


def prepare(purpose):
    """Return the Python of an environment that holds what `purpose` needs."""
    environment = ROOT / ".venv"
    python = environment / "bin" / "python"
    stamp = environment / (".ready-" + purpose)
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and _version_of(str(python)):
        return python
    uv, interpreter = find_uv(), find_python()
    if interpreter is None:
        say("No Python %d.%d or newer found; uv fetches one." % OLDEST)
    else:
        say("Python: %s" % interpreter)
    install(uv, interpreter, purpose)
    stamp.write_text(wanted)
    return python


def _fingerprint():
    content = b"".join((ROOT / name).read_bytes() for name in ("uv.lock", "pyproject.toml"))
    return hashlib.sha256(content + str(ROOT).encode()).hexdigest()


def install(uv, interpreter, purpose):
    """Install into `.venv` exactly what the lock file says."""
    say("Installing what Milepost needs (the first time only) …")
    # Inexact: what the tests installed stays when the demo comes after them.
    command = [uv, "sync", "--frozen", "--quiet", "--inexact", "--compile-bytecode"] + GROUPS[purpose]
    command += ["--python", interpreter or "%d.%d" % OLDEST]
    environ = dict(os.environ, UV_PROJECT_ENVIRONMENT=str(ROOT / ".venv"), UV_NO_PROGRESS="1")
    environ.pop("VIRTUAL_ENV", None)
    if interpreter is None:
        environ["UV_PYTHON_DOWNLOADS"] = "automatic"
    result = subprocess.run(command, cwd=str(ROOT), env=environ, stderr=subprocess.PIPE)
    if result.returncode:
        reason = result.stderr.decode(errors="replace").strip()
        hint = (
            "No Python %d.%d to %d.%d is on this machine (looked in PATH and pyenv's folders), and uv could"
            " not fetch one.\nInstall one of them (for example with your system's packages, or `pyenv install %d.%d`)."
            % (OLDEST + NEWEST + OLDEST)
            if interpreter is None
            else "Its packages could not be installed. Is the Python package index within reach?"
        )
        raise CannotStart("%s\n\nuv said:\n%s" % (hint, reason))
    # uv compiles what it installs, not the checkout; where nothing can be written, Milepost runs all the same.
    python = ROOT / ".venv" / "bin" / "python"
    subprocess.run([str(python), "-m", "compileall", "-qq", str(ROOT / "milepost")])


def find_python():
    """Return the path of the best Python on this machine that Milepost runs on, or None."""
    found = {}
    for candidate in _python_candidates():
        version = _version_of(candidate)
        if version and OLDEST <= version[:2] <= NEWEST:
            # The oldest supported line is what is tested most; of one line, the newest release.
            found.setdefault(version[:2], []).append((version, candidate))
    return max(found[min(found)])[1] if found else None


def _python_candidates():
    names = ["python3.%d" % minor for minor in range(OLDEST[1], NEWEST[1] + 1)] + ["python3", "python"]
    folders = os.environ.get("PATH", "").split(os.pathsep) + SYSTEM_FOLDERS
    patterns = [os.path.join(folder, name) for folder in folders if folder for name in names]
    patterns += [os.path.join(root, "versions", "3.*", "bin", "python3") for root in _pyenv_roots(folders)]
    seen = set()
    for pattern in patterns:
        for path in sorted(glob.glob(pattern)):
            # Shims of pyenv are scripts that may point nowhere; the versions they stand for are found by themselves.
            real = os.path.realpath(path)
            if os.sep + "shims" + os.sep in path or real in seen:
                continue
            seen.add(real)
            yield path


def _pyenv_roots(folders):
    """Where pyenv keeps its Pythons: as it says itself, beside its shims, in the home folder given or recorded."""
    roots = [os.environ.get("PYENV_ROOT", "")]
    roots += [os.path.dirname(folder) for folder in folders if os.path.basename(folder) == "shims"]
    homes = [os.path.expanduser("~"), pwd.getpwuid(os.getuid()).pw_dir]
    return [root for root in roots + [os.path.join(home, ".pyenv") for home in homes] if root]


def _version_of(python):
    try:
        answer = subprocess.run([python, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode:
        return None
    return tuple(int(part) for part in answer.stdout.decode().strip().split("."))


def find_uv():
    """Return a uv that runs: one that is here already, else one installed into this user's cache."""
    cached = _cache_folder() / "uv"
    home = Path(os.path.expanduser("~"))
    candidates = [shutil.which("uv"), home / ".local/bin/uv", home / ".cargo/bin/uv"]
    candidates += [cached / "bin" / "uv", cached / "lib" / "bin" / "uv"]
    for candidate in candidates:
        # Behind a pyenv shim uv can be listed and still not run.
        if candidate and _runs([str(candidate), "--version"]):
            return str(candidate)
    return _install_uv(cached)


def _install_uv(cached):
    say("Installing uv (the first time only) …")
    pythons = [python for python in [find_python(), sys.executable, shutil.which("python3")] if python]
    shutil.rmtree(str(cached), ignore_errors=True)
    cached.parent.mkdir(parents=True, exist_ok=True)
    failures = []
    for python in pythons:
        pip = [str(cached / "bin" / "python"), "-m", "pip"]
        made = _attempt([python, "-m", "venv", str(cached)], failures)
        if made and _attempt(pip + ["install", "--quiet", "uv"], failures):
            return str(cached / "bin" / "uv")
        # Debian's Python has no venv module until python3-venv is installed; its pip may still be there.
        target = cached / "lib"
        if _attempt([python, "-m", "pip", "install", "--quiet", "--target", str(target), "uv"], failures):
            return str(target / "bin" / "uv")
    raise CannotStart(
        "uv was not found, and installing it failed. Any one of these helps:\n"
        "  - uv itself on the PATH,\n"
        "  - Python's venv and pip modules (on Debian: apt install python3-venv),\n"
        "  - a way to the Python package index from here.\n\nWhat was tried:\n" + "\n".join(failures)
    )


def _attempt(command, failures):
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        failures.append("  %s: %s" % (" ".join(command), error))
        return False
    if result.returncode:
        lines = result.stdout.decode(errors="replace").strip().splitlines()
        failures.append("  %s: %s" % (" ".join(command), lines[-1] if lines else "failed"))
    return result.returncode == 0


def _runs(command):
    try:
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def _cache_folder():
    base = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    folder = base / "milepost"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(str(folder), os.W_OK)
    except OSError:
        writable = False
    return folder if writable else ROOT / "var" / "cache"


def say(text):
    """Tell the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
