"""How fast, beside the raw limit of the same run. `make bench` prints; nothing here asserts a time."""
