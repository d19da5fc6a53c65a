"""Playbooks: templates of projects that are started for an account, again and again.

Owns playbooks with their versions, and the runs: which project was begun from which version, with which answers and
dates. A playbook is a file (`reading`) before it is a row. What a run makes belongs to `projects`; no date is decided
here but the offsets from anchors.
"""
