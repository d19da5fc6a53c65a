# Sourced by the commands beside it: sets PYTHON to any Python 3 that runs.
# A pyenv shim that points nowhere exists but does not run, so each candidate is tried.
PYTHON=
for candidate in python3 python /usr/bin/python3 /usr/local/bin/python3 "$HOME"/.pyenv/versions/3.*/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1; then
        PYTHON=$candidate
        break
    fi
done
if [ -z "$PYTHON" ]; then
    echo "Milepost needs Python 3 to start, and none was found. Install it (on Debian: apt install python3)." >&2
    exit 1
fi
