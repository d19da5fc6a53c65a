"""The document by the rules of Spectral, where Node and the development packages are installed (`npm ci`)."""

import json
import subprocess
from pathlib import Path

import pytest

from milepost.rest.api import api

SPECTRAL = Path(__file__).resolve().parents[3] / "node_modules" / ".bin" / "spectral"
_ERROR = 0


@pytest.mark.slow
def test_spectral_finds_no_errors(tmp_path):
    if not SPECTRAL.exists():
        pytest.skip("left out: Spectral is not installed, run `npm ci` first")
    (tmp_path / "openapi.json").write_bytes(api.document_bytes)
    (tmp_path / "rules.yaml").write_text('extends: ["spectral:oas"]\n')
    command = [str(SPECTRAL), "lint", "-r", "rules.yaml", "--format", "json", "--quiet", "openapi.json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    found = json.loads(run.stdout or "[]")
    assert [one for one in found if one["severity"] == _ERROR] == []
    assert run.returncode == 0, run.stderr
