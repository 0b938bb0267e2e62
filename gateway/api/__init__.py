"""REST for national systems and for the command line: thin, over `gateway.casework`."""
