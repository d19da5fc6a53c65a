"""What customers say and ask for: requests, from the first word to the answer."""
