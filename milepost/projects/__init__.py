"""What is done for customers: projects, their plans and who does what.

Owns projects with their people, tasks, dependencies and working calendars, the dates that `scheduling` computes from
them, baselines, and the slip ledger that explains each move of a date. It decides no date itself, and knows neither
health nor money.
"""
