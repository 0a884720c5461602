"""Settings, and the one place where the parts of the house meet."""
