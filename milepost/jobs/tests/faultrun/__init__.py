"""The fault run: real worker processes, killed with SIGKILL at named points, and a count of what became of the work."""
