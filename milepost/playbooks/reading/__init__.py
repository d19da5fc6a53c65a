"""Playbooks as text: a YAML file becomes records, checked with the place of each fault, and records become a file."""
