"""Stands in for a server that outlived its node: waits, with a marker as its argument."""

import signal

signal.pause()
