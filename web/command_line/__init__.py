"""The command line: each file a few commands, each command one call into the engine."""
