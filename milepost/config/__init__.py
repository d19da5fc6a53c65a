"""Assembly: the environment, Django's settings, the URLs, system checks and the `milepost` command. Owns no tables."""
