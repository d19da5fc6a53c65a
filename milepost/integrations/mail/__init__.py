"""Mail: a mailbox that is read for what belongs on an account."""
