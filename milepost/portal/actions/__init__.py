"""What is written here: accesses, codes, sessions, visits."""
