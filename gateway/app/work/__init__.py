"""What a node does while it runs, besides answering: what repeats, and what it does for all."""
