"""Files of comma-separated values and spreadsheets: read, mapped, tried, applied and undone."""
