"""Verification: what an evidence file says, checked without a node, a network or a database."""
