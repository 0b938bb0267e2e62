"""A review by every Member State: the word of each, the tally, and how it is shown."""
