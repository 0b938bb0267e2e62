"""What officers see and do of the logs and of denials."""
