"""What comes in from foreign systems and goes out to them: one folder a system."""
