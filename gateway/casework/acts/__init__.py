"""Acts and tasks: what was done, what waits for somebody, what is due."""
