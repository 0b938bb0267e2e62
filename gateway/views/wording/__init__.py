"""In which language views are worded, and how it writes days, numbers and countries."""
