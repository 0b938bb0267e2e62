"""The tables of the first revision, room by room.

They follow nothing of today (`gateway.store.tables_*`, where each column is explained):
databases hold what this made, and later revisions go on from it. It is never changed.
"""
