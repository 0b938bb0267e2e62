"""Who is admitted to the server: first connections, then calls, each within its bounds."""
