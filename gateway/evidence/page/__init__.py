"""The page of a case: one self-contained HTML document that an officer puts into the file."""
