"""Files over REST: contents of documents, and evidence."""
