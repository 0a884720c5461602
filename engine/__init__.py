"""The engine: cases, tasks, clocks and the log. It knows no committee and no agency."""
