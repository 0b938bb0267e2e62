"""Notices to all or to chosen members, and reviews by every State."""
