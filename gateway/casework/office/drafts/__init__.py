"""What officers have begun to write, and acting upon the version that they have read."""
