"""Changing a playbook that is being written: pure computation on its data, in the words of its file."""
