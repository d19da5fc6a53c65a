"""The scheduling engine: turns a plan into dates, and says why each date is what it is.

Pure computation: no Django, no tables, no clock. Every function takes records and returns records; the present moment
is an input (the status date). It never changes what it is given. It follows Microsoft Project's rules unless
`docs/scheduling.md` says otherwise.

The door is `milepost.scheduling.public`; its help begins with a plan that is dated, changed and explained:

>>> from milepost.scheduling.public import Link, Plan, Task, schedule
>>> help("milepost.scheduling.public")  # doctest: +SKIP
"""
