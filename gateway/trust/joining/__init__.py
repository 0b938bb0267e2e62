"""How an authority becomes a member: its request, the proofs in it, and what it gets back."""
