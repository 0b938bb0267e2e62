"""`comity temporal`: the Temporal server of a node."""
