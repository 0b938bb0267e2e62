"""A database that goes away and comes back: limits, what failed, and what became of a commit.

PostgreSQL runs on a machine that may die, and another one takes its place
(docs/adr/0039-a-lost-commit-is-asked-for.md). A file of SQLite needs none of this.
"""
