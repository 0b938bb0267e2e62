"""`comity init` and `comity join`: from an empty folder to a member that has caught up."""
