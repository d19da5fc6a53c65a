"""The search index over every kind of record that registered a `SearchSource`.

Owns the index tables. Visibility is the source's own `visible_to`, applied inside the query, before ranking.
"""
