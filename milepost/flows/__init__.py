"""What happens across rooms that do not know each other: a request becomes a task or a project. No tables."""
