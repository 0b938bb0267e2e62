"""The index of denials: what it keeps of each, and which it offers for comparison."""
