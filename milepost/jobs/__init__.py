"""Background work: Django's tasks with leases, rescue, retry and a schedule, and the outbox of domain events.

Owns the tables of leases, schedules and outbox rows beside those of `django_tasks_db`. Knows no person.
Tasks may run twice after a crash: each is written so that its effect happens once.
"""
