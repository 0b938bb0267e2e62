"""Pages of the console, one file a page; each names its routes."""
