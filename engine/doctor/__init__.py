"""The doctor: what must hold of a house's record, looked at on live data and never changed. Each promise is a function of
what stands there, which answers for every row it looks at."""
