"""Parts of the test run that watch every test."""
