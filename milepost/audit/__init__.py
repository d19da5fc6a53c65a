"""The log of writes: who changed what, from what to what, when, through which door, from where.

Owns `AuditEntry` and the abstract `Record`, which every audited table extends. Rows are written with
`create_record`, `update_record` and `delete_record` (and their plurals), which guard against lost updates and
leave the entry in the same transaction. Knows no person: an actor is `Actor(kind, id, label)`. It never decides
who may read: the rooms above do.
"""
