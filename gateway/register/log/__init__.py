"""A log: its tree, its entries, its checkpoints, and proofs of what it holds."""
