"""Price lists and the one function that resolves a price."""
