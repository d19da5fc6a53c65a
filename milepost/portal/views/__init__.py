"""The customer's pages, and the staff's panel about them."""
