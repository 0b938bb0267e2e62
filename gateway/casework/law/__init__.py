"""The law that this authority works by, and what it asks of a notice."""
