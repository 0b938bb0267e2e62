"""Tables that people and programs send: read within bounds, by the names of their columns.

A room says which columns there are and what a cell means; how a file becomes rows is said here,
once. Nothing here needs more than Python's own library: a workbook is bounded and looked through
here, and its values are read by the room that has a library for them.
"""
