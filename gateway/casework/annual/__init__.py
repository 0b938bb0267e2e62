"""The annual report on either side, the open register, the customs record."""
