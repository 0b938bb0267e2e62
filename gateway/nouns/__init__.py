"""What each noun is, declared once: how it is found, listed, shown, printed and written as a file.

Owns: which use case reads a noun, and the columns of its list. REST (`gateway.api.nouns`,
`gateway.api.files.tables`) and the console derive their addresses and frames from it. Leaves
rows, rights and acts to casework, and words of one noun to `gateway.views` (ADR 0048).
"""
