"""Today: what needs a person, as the rooms above tell it, ranked and marked as done or put off.

docs/today.md says how it is ranked.
"""
