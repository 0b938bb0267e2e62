"""Orchestration only: what waits for an answer, a deadline or a retry, one workflow a file."""
