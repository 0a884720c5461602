"""The case types: one file each, declaring what the engine carries out."""
