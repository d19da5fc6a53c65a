"""What Halden's projects consist of: a template of each kind, as data."""
