"""What the contract says of each operation and of each field, beside their names."""
