"""Parties: the forms of their names, and how alike two of them are."""
