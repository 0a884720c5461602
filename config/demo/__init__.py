"""The demonstration: a fictional year of the initiative, told to the engine command by command."""
