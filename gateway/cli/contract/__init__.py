"""Commands that are made from the contract: nouns, verbs, what they take, what they print."""
