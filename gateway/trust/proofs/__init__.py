"""Proofs that are files: what a third party verifies by the directory or an anchor alone."""
