"""The only ways to write an audited record: the row and its entry in the log, in one transaction."""
