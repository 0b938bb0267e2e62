"""Stands in for a server that outlived its node: says that it runs, and waits.

Its argument is a marker, which its command line shows once it runs, and not before.
"""

import signal

print("running", flush=True)
signal.pause()
