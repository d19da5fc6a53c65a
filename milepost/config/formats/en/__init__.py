"""English formats of the product."""
