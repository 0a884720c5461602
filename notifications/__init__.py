"""Telling people: reads the log, writes nothing but the fact that notice was given."""
