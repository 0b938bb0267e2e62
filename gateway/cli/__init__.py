"""The `comity` command: a client of the node's REST interface, one file a noun."""
