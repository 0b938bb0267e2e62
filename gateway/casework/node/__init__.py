"""How the node does: what works, and what it repeats."""
