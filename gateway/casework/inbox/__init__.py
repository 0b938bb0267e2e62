"""The inbox of officers: what is open, whose move it is, who has it, and by when."""
