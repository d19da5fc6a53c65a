"""Figures of projects as pure functions: numbers in, numbers out, no database and no Django."""
