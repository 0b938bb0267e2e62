"""A whole federation on one machine: each member a process, with its own database and keys."""
