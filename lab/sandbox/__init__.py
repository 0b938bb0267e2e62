"""A federation on this machine: folders, processes, ports, a clock that can be moved."""
