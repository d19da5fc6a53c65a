"""Password hashes of the demo: its passwords are public, and a start must not wait for slow hashes."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """Django's usual hash with fewer rounds; either reads what the other wrote."""

    iterations = 1_000
