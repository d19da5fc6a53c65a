"""A pytest plugin that must load before Django reads its settings: tests get a data folder of their own.

A `conftest.py` would come too late, and the tests would touch the installation of whoever runs them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="milepost-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["MILEPOST_DATA_DIR"] = _folder
Path(_folder, "static").mkdir()  # WhiteNoise warns when there is none
os.environ["MILEPOST_URL"] = "http://testserver"
# Playwright's synchronous interface runs an event loop in the thread that the tests' queries come from.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
