"""Acts as forms: declared once; shown, read, kept as drafts, looked at once more, carried out."""
