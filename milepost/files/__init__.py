"""Stored files: uploads checked by size and content, kept by hash outside the web root.

Owns `StoredFile`. It never decides who may read a file: the record that a file hangs on does (`file_owners`). It
never unpacks or converts what it keeps.
"""
