"""A gateway of several processes: what each does, and what one of them does for all."""
