"""FaultHand over real processes by the wall clock, under load, and what became of each letter."""
