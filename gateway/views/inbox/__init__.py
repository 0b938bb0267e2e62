"""The inbox as a person reads it: each row in one line."""
