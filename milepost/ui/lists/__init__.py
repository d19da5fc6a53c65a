"""Lists: one `ListSpec` a list, one page for all of them.

`spec` describes a list, `queries` finds its rows (for pages, exports and the API alike), `state` is what an address
says of a list, `pages` shows it, `editing` changes a cell, `bulk` many rows, `exporting` takes them away, `saved` keeps
views. docs/lists.md has the recipes.
"""
