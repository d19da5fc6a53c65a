"""Small tools that every room may use: errors, the actor of a write, registries, text, dates, Markdown.

Owns no tables, knows no domain, imports no other room.
"""
