"""`comity form`: what a person writes as JSON, to be filled in."""
