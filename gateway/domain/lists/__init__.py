"""What lists are narrowed by: filters, and the words that stand beside what is listed."""
