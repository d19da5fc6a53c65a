"""Django's backend for SQLite, but for how it waits for the only one who may write (`base`)."""
