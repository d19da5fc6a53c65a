"""The filter tree: conditions on fields, joined by and, or, not.

One tree serves lists, exports, the API and segments. It is parsed from JSON (`parse`) or from the readable form in a
page's address (`url`), compiled to a Django condition (`compiling`) and told in words (`explaining`). Logic has three
values: of an unknown value neither a condition nor its negation is true.
"""
