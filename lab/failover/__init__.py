"""Whole nodes under load whose PostgreSQL fails over, and what became of each letter."""
