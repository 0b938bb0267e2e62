"""The time machine: a federation over simulated months or years, and what came of it."""
