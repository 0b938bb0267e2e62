"""Export: a case as one file that another machine can verify without this node."""
