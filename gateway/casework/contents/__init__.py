"""The gate by which contents of documents come in."""
