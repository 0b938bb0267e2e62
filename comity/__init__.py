"""The contract between states; proto/generate.py makes it from proto/."""
