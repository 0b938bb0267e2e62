"""The composition root: makes a node of the rooms and runs it.

Nothing is imported here: a command that needs one file of this room is spared the whole node.
"""
