"""Items: codes, descriptions, parameters and substances, and how alike two of them are."""
