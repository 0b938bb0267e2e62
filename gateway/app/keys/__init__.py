"""The node's own keys and certificate: made, followed while it runs, listed when stolen."""
