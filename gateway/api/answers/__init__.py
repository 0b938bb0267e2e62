"""What is done to each answer on its way out: where what was made is read, and compression."""
