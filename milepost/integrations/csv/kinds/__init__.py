"""What can be imported: a module for each kind of record."""
