"""HTML, JSON and the command line: translates between people and the engine, decides nothing."""
