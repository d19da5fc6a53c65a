"""iCalendar: secret, revocable addresses of a person's tasks and of a project's milestones."""
