"""Drafts of acts, and the version that their officer has read."""
