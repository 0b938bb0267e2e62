"""What the logs say of denials: derived from the acts, and built anew from them."""
