"""The door of the files room. docs/files.md holds the recipes.

A room that lets people attach files registers a `FileOwner` for its kind of record, takes the upload with
`uploaded_file(request)`, stores it with `store_file(…, owner=Ref(kind, key))`, and links to `web:file-download`.
"""

from milepost.files.actions import delete_file, move_files, store_file, sweep, sweep_files
from milepost.files.contents import ALLOWED, CSV, DOCX, PDF, PPTX, TEXT, TSV, XLSX
from milepost.files.models import StoredFile
from milepost.files.queries import may_read, open_file, readable_file
from milepost.files.records import FileOwner, file_owners
from milepost.files.responses import file_response
from milepost.files.uploads import uploaded_file

__all__ = [
    "ALLOWED",
    "CSV",
    "DOCX",
    "PDF",
    "PPTX",
    "TEXT",
    "TSV",
    "XLSX",
    "FileOwner",
    "StoredFile",
    "delete_file",
    "file_owners",
    "file_response",
    "may_read",
    "move_files",
    "open_file",
    "readable_file",
    "store_file",
    "sweep",
    "sweep_files",
    "uploaded_file",
]
