"""Formats of dates and numbers by language, where Django's own are not the product's."""
