"""What every room of casework needs: services, permissions, acts and tasks, dates, the law."""
