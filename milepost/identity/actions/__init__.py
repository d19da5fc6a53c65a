"""The writes of the identity room, one module a noun."""
