"""What the page of a case shows: its head, its parts, the steps to its decision, its history."""
