"""What this node commits to of its journal: the tree over it, and the entries of the own log."""
