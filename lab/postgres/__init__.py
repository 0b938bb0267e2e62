"""Servers of PostgreSQL on this machine, for tests and measurements: one, or a pair."""
