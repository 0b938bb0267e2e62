"""The reference of the interface, for people: pages that are made from the contract alone."""
