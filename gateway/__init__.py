"""One authority's gateway: what it knows, what it does, and how it speaks to its peers."""
