"""The simulated company that fills a demo installation. Rooms add their part through `demo_parts`. Owns no tables."""
