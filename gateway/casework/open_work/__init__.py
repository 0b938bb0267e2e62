"""Open work: one row a piece, written with the case, consultation or task that it is from."""
