"""Alembic migrations; they run inside `Database.open(create=True)`, never on import."""
