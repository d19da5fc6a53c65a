"""Captured mail: a mailbox is read over IMAP, each mail is taken apart within bounds and handed to the room accounts.

Its table says how far the mailbox was read. Which account a mail belongs to is decided in `accounts`.
"""
