"""Milepost: the self-hosted platform that runs customer success as projects.

The rooms of this package and what may import what are drawn in ARCHITECTURE.md.
"""

__version__ = "0.1.0"
