"""Signed messages about what happened here, sent to the addresses that asked for them."""
