"""Tables as spreadsheets: written for programs that calculate, read back from what people fill in there."""
