"""A case, from the application to the decision and its effects."""
