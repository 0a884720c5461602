"""The tests mirror the house: one folder for each package, named sentences inside."""
