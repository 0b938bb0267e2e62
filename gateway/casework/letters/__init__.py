"""What is written beside a question and its answer."""
