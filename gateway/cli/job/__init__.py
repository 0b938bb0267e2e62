"""Long work from the command line."""
