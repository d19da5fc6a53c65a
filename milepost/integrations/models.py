"""The room's tables, each described in the folder of its foreign system."""
