"""The history that proves itself: the tree over the log, its signed checkpoints, its witnesses, and what is proven with them."""
