"""What the doctor tries of a node from end to end, and who can mend what does not work."""
