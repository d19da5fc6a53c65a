"""The shells of pages, lists and drawers, and the filter tree that serves list, export, API and segments.

Owns `SavedView`. Knows no domain: a list is described by a `ListSpec` that its room registers.
"""
