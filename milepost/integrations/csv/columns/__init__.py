"""What stands in a column: dates, numbers, yes and no, told from all of its values."""
