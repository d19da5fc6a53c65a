"""Backup and restore of an installation: its database, its files and its secret, in one archive.

A backup is consistent while people work. The database comes first, as one snapshot; the files come after it. A file
is there before its row is, so every row of the snapshot finds its file, unless the daily sweep removed it in between:
then the backup begins anew, with a snapshot that has no such row. Files that came after the snapshot may be in the
archive without a row; the next sweep removes them.

The archive is a zip with `manifest.json`: versions, the state of the migrations, and the SHA-256 of every member, which
a restore checks before it touches anything.
"""
