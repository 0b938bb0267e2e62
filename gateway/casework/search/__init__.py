"""The examination's search of the register."""
