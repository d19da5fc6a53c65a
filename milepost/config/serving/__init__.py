"""How Milepost runs: the web server, the worker beside it, locks, and what must be ready before they start."""
