"""Repeated imports: files that lie in a watched folder or behind an address, read again and again as a mapping says.

Owns feeds, their runs, and the files that were seen in folders. Imports themselves belong to `csv`, which knows
nothing of this.
"""
