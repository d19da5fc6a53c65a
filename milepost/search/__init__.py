"""The search index over every kind of record that registered a `SearchSource`.

Owns `Document` (the words of one record), `Kind` and `Word` (the vocabulary). Words are made in Python, so that SQLite
(FTS5) and PostgreSQL (tsvector) find the same. Visibility is the source's own `rows(viewer)`, applied inside the query,
before ranking. It shows nothing by itself: what people see of a hit is read from the record.
"""
