"""Tables in files: what a file is, how its text is encoded and divided, and its rows one after another."""
