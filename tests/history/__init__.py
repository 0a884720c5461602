"""The history proves itself: tree, seals, witnesses, evidence and the verifier, against liars of every kind."""
