"""The verbs: check, change, event, in one visible transaction. Who and when are arguments; the edge commits."""
