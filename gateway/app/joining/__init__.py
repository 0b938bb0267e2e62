"""How a node's folder becomes that of a member: its keys, its request, its admission."""
