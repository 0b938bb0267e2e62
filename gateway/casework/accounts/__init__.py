"""Accounts of officers and systems, and how they sign in."""
