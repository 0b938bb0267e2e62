"""One member of a sandbox as several processes, and what becomes of it under load and kills."""
