"""Cases of ours: the page, denials beside it, its assessment, its decision, a new application."""
