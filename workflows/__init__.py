"""Case types: one file each, and nothing anywhere else. `workflows._shared` holds what several of them use."""
