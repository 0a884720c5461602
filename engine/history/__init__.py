"""History that can prove itself: what stands on the log beside the events, and what may be taken out of it."""
