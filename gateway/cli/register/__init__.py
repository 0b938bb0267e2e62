"""`comity register`: the logs that a node holds, its own and everybody's."""
