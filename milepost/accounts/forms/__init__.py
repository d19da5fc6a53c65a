"""The forms of the pages, by noun."""
