"""A consultation that another authority asks of us, and what an officer may do about it."""
