"""The independent checker: all members' books, judged by a statement of the law of its own."""
