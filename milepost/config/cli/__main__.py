"""`python -m milepost.config.cli`: the same command, for processes that start each other."""

from milepost.config.cli import main

main(prog_name="milepost")
